/* Streets and the ground around them on a canvas each, read from bytes that stand in the page, and the
   streets' names on one above. Names are drawn as text: none of them passes through here as markup. */
(function () {
  "use strict";

  const told = document.getElementById("map-facts");
  const facts = told ? JSON.parse(told.textContent) : {};
  if (!facts.streetLayer || !window.DecompressionStream) {
    return; // none among the layers, a list that has expired, or a browser from before 2023
  }
  const map = window[facts.map];
  const frame = map.getContainer();
  const unitZoom = facts.streetLayer.unitZoom;
  const origin = L.point(facts.streetLayer.origin);

  // --- how it looks: by zoom, widths in pixels; all in greys, so that a printer has them too ---------
  const ROADS = {
    motorway: { from: 5, name: 11, shield: 8, line: "#44506a", face: "#aab6ca",
      width: [[7, 1.4], [10, 2.2], [12, 4], [14, 7], [16, 12], [18, 22], [20, 60]] },
    a_road: { from: 5, name: 14, shield: 9.5, line: "#6b778b", face: "#ffffff",
      width: [[7, 0.7], [10, 1.1], [12, 3], [14, 6], [16, 11], [18, 20], [20, 56]] },
    b_road: { from: 9, name: 14, shield: 12, line: "#727e91", face: "#ffffff",
      width: [[9, 0.5], [11, 0.8], [12, 2.2], [14, 5], [16, 10], [18, 18], [20, 50]] },
    minor: { from: 11, name: 14.5, shield: 99, line: "#8490a2", face: "#ffffff",
      width: [[11, 0.5], [12, 0.9], [13, 2.4], [14, 4], [16, 8.5], [18, 16], [20, 46]] },
    local: { from: 12.5, name: 15, shield: 99, line: "#98a3b3", face: "#ffffff",
      width: [[12.5, 0.5], [13.5, 1], [14, 2.4], [15, 3.6], [16, 6.5], [18, 14], [20, 42]] },
    path: { from: 15, name: 16.5, shield: 99, line: "#7d8899", face: "",
      width: [[15, 0.8], [17, 1.4], [20, 3]] },
  };
  const CASED_FROM_PX = 2.2; // a narrower road is one line
  const AREAS = { sea: "#cfdbe8", land: "#f1f0ec", park: "#e9efdf", woodland: "#dbe6cf", water: "#c9d9ea" };
  const LINES = {
    water_line: { from: 12, colour: "#a9c1da", width: 1.2, dash: [] },
    railway_line: { from: 10, colour: "#5f6b80", width: 1.2, dash: [5, 3] },
  };
  const TYPE = "'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";

  function widthAt(stops, zoom) {
    const next = stops.findIndex((stop) => stop[0] >= zoom);
    if (next <= 0) {
      return stops[next === 0 ? 0 : stops.length - 1][1];
    }
    const [[lower, thin], [upper, thick]] = [stops[next - 1], stops[next]];
    return thin + ((thick - thin) * (zoom - lower)) / (upper - lower);
  }

  // --- from bytes to lines -----------------------------------------------------------------------------
  async function bytesOf(text) {
    const packed = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Uint8Array(await new Response(plain).arrayBuffer());
  }

  function reading(bytes) {
    let at = 0;
    function next() {
      let number = 0;
      let worth = 1;
      let byte;
      do {
        byte = bytes[at];
        at += 1;
        number += (byte & 127) * worth;
        worth *= 128;
      } while (byte > 127);
      return number;
    }
    return {
      next: next,
      several: (count) => Int32Array.from({ length: count }, next),
      walked: (count) => {
        let where = 0;
        return Int32Array.from({ length: count }, () => {
          const step = next();
          where += step % 2 ? -(step + 1) / 2 : step / 2;
          return where;
        });
      },
      text: (length) => new TextDecoder().decode(bytes.subarray(at, (at += length))),
    };
  }

  function blockOf(kind, from) {
    const count = from.next();
    const named = from.next() > 0;
    const sizes = from.several(count);
    const block = { kind: kind, count: count, starts: new Int32Array(count + 1), names: null, numbers: null };
    sizes.forEach((size, at) => {
      block.starts[at + 1] = block.starts[at] + size;
    });
    if (named) {
      block.names = from.several(count);
      block.numbers = from.several(count);
    }
    block.xs = from.walked(block.starts[count]);
    block.ys = from.walked(block.starts[count]);
    block.boxes = new Int32Array(4 * count);
    for (let line = 0; line < count; line += 1) {
      const span = [block.starts[line], block.starts[line + 1]];
      const xs = block.xs.subarray(...span);
      const ys = block.ys.subarray(...span);
      block.boxes.set([least(xs), least(ys), most(xs), most(ys)], 4 * line);
    }
    return block;
  }

  function least(numbers) {
    return numbers.reduce((low, each) => (each < low ? each : low), Infinity);
  }

  function most(numbers) {
    return numbers.reduce((high, each) => (each > high ? each : high), -Infinity);
  }

  let names = [""];
  let blocks = [];

  async function read() {
    const from = reading(await bytesOf(facts.streetLayer.data));
    names = ["", ...from.text(from.next()).split("\n")];
    blocks = facts.streetLayer.kinds.map((kind) => blockOf(kind, from));
  }

  // --- lines on a canvas -------------------------------------------------------------------------------
  // A unit is a pixel of one deep zoom: at any other it is so many pixels, and nothing is projected.
  function scaleNow() {
    return Math.pow(2, map.getZoom() - unitZoom);
  }

  function viewOf(bounds, scale) {
    const corner = map.getPixelOrigin();
    const unit = (point) => point.add(corner).divideBy(scale).subtract(origin);
    return [unit(bounds.min), unit(bounds.max)];
  }

  function isInView(boxes, line, [low, high], margin) {
    const at = 4 * line;
    return boxes[at] <= high.x + margin && boxes[at + 2] >= low.x - margin &&
      boxes[at + 1] <= high.y + margin && boxes[at + 3] >= low.y - margin;
  }

  function trace(canvas, block, view, scale) {
    const corner = map.getPixelOrigin();
    const east = origin.x * scale - corner.x;
    const south = origin.y * scale - corner.y;
    canvas.beginPath();
    for (let line = 0; line < block.count; line += 1) {
      if (!isInView(block.boxes, line, view, 40 / scale)) {
        continue;
      }
      const last = block.starts[line + 1] - 1;
      let x = block.xs[block.starts[line]] * scale + east;
      let y = block.ys[block.starts[line]] * scale + south;
      canvas.moveTo(x, y);
      for (let at = block.starts[line] + 1; at <= last; at += 1) {
        const nextX = block.xs[at] * scale + east;
        const nextY = block.ys[at] * scale + south;
        if (at === last || Math.abs(nextX - x) + Math.abs(nextY - y) > 0.9) {
          canvas.lineTo(nextX, nextY);
          x = nextX;
          y = nextY;
        }
      }
    }
  }

  function drawGround(canvas, view, scale, zoom) {
    blocks.filter((block) => AREAS[block.kind]).forEach((block) => {
      trace(canvas, block, view, scale);
      canvas.fillStyle = AREAS[block.kind];
      canvas.fill("evenodd");
    });
    blocks.filter((block) => LINES[block.kind] && zoom >= LINES[block.kind].from).forEach((block) => {
      const look = LINES[block.kind];
      trace(canvas, block, view, scale);
      stroke(canvas, look.colour, look.width, look.dash);
    });
  }

  function stroke(canvas, colour, width, dash) {
    canvas.setLineDash(dash || []);
    canvas.strokeStyle = colour;
    canvas.lineWidth = width;
    canvas.stroke();
  }

  // First the edges of all roads, then their faces: roads that meet then run into one another.
  function drawStreets(canvas, view, scale, zoom) {
    const shown = blocks.filter((block) => ROADS[block.kind] && zoom >= ROADS[block.kind].from).reverse();
    canvas.lineJoin = "round";
    canvas.lineCap = "round";
    shown.forEach((block) => {
      const look = ROADS[block.kind];
      const width = widthAt(look.width, zoom);
      const cased = look.face && width >= CASED_FROM_PX;
      trace(canvas, block, view, scale);
      if (!look.face) {
        canvas.lineCap = "butt";
        stroke(canvas, look.line, width, [3, 3]);
        canvas.lineCap = "round";
      } else {
        stroke(canvas, look.line, cased ? width + 1.6 : width);
      }
    });
    shown.forEach((block) => {
      const look = ROADS[block.kind];
      const width = widthAt(look.width, zoom);
      if (look.face && width >= CASED_FROM_PX) {
        trace(canvas, block, view, scale);
        stroke(canvas, look.face, width);
      }
    });
  }

  function canvasIn(pane, draw) {
    const Drawn = L.Canvas.extend({
      _draw: function () {
        const scale = scaleNow();
        draw(this._ctx, viewOf(this._bounds, scale), scale, map.getZoom());
      },
    });
    const made = new Drawn({ pane: pane, padding: 0.15 });
    made.addTo(map);
    return made;
  }

  // --- names along the streets, and numbers on shields ---------------------------------------------------
  const LINE_PX = 15;
  const EDGE_PX = 4;
  const APX = 4;
  const AREA_OF_A_NAME_PX = 62000;
  const MOST_NAMES = 14;
  const MOST_SHIELDS = 6;
  const ALONG = [0.5, 0.36, 0.64, 0.22, 0.78];
  let placed = [];

  function fontOf(kind) {
    return (ROADS[kind].shield < 99 ? "600 13px " : "500 12px ") + TYPE;
  }

  // The longest stretch of a line that the reader sees, as points in pixels of the map.
  function longestSeen(block, line, room, place) {
    let best = { length: 0, points: [] };
    let run = { length: 0, points: [] };
    for (let at = block.starts[line]; at < block.starts[line + 1] - 1; at += 1) {
      const from = place(block.xs[at], block.ys[at]);
      const to = place(block.xs[at + 1], block.ys[at + 1]);
      const seen = L.LineUtil.clipSegment(from, to, room, false, false);
      if (!seen) {
        continue;
      }
      const goesOn = run.points.length && run.points[run.points.length - 1].distanceTo(seen[0]) < 0.5;
      if (!goesOn) {
        run = { length: 0, points: [seen[0]] };
      }
      run.points.push(seen[1]);
      run.length += seen[0].distanceTo(seen[1]);
      best = run.length > best.length ? run : best;
    }
    return best;
  }

  function pointAt(points, along) {
    let left = along;
    for (let at = 0; at < points.length - 1; at += 1) {
      const step = points[at].distanceTo(points[at + 1]);
      if (left <= step) {
        const part = step ? left / step : 0;
        return points[at].add(points[at + 1].subtract(points[at]).multiplyBy(part));
      }
      left -= step;
    }
    return points[points.length - 1];
  }

  // Where a text of this width lies along a stretch that is nearly straight; nowhere on a bend.
  function alongStraight(run, width, along) {
    const middle = along * run.length;
    if (middle < width / 2 || middle + width / 2 > run.length) {
      return null;
    }
    const from = pointAt(run.points, middle - width / 2);
    const to = pointAt(run.points, middle + width / 2);
    const centre = from.add(to).divideBy(2);
    const bends = [0.25, 0.5, 0.75].some((part) => {
      const on = pointAt(run.points, middle + (part - 0.5) * width);
      const chord = from.add(to.subtract(from).multiplyBy(part));
      return on.distanceTo(chord) > 3.5;
    });
    if (bends || from.distanceTo(to) < 0.96 * width) {
      return null;
    }
    const turn = Math.atan2(to.y - from.y, to.x - from.x);
    const upright = Math.abs(turn) > Math.PI / 2 ? turn - Math.sign(turn) * Math.PI : turn;
    return { centre: centre, turn: upright };
  }

  // A turned text is kept clear by squares along it.
  function boxesAlong(centre, turn, width) {
    const count = Math.max(1, Math.ceil(width / LINE_PX));
    return Array.from({ length: count }, (_, at) => {
      const off = ((at + 0.5) / count - 0.5) * width;
      const x = centre.x + off * Math.cos(turn);
      const y = centre.y + off * Math.sin(turn);
      return { left: x - LINE_PX / 2, right: x + LINE_PX / 2, top: y - LINE_PX / 2, bottom: y + LINE_PX / 2 };
    });
  }

  function isFree(boxes, taken, room) {
    return boxes.every((box) =>
      box.left >= 0 && box.top >= 0 && box.right <= room.x && box.bottom <= room.y &&
      !taken.some((other) => box.left < other.right + APX && box.right > other.left - APX &&
        box.top < other.bottom + 2 && box.bottom > other.top - 2));
  }

  // What could be named, each name once: where most of it is seen.
  function candidates(zoom, room, kind, of) {
    const scale = scaleNow();
    const corner = map.getPixelOrigin();
    const pane = map._getMapPanePos();
    const place = (x, y) => L.point(
      (x + origin.x) * scale - corner.x + pane.x, (y + origin.y) * scale - corner.y + pane.y);
    const seen = L.bounds([EDGE_PX, EDGE_PX], [room.x - EDGE_PX, room.y - EDGE_PX]);
    const low = L.point(0, 0).subtract(pane);
    const view = viewOf(L.bounds(low, low.add(room)), scale);
    const best = new Map();
    blocks.forEach((block, order) => {
      const look = ROADS[block.kind];
      if (!look || !block.names || zoom < look[kind]) {
        return;
      }
      for (let line = 0; line < block.count; line += 1) {
        const name = names[block[of][line]];
        if (name && isInView(block.boxes, line, view, 0)) {
          const run = longestSeen(block, line, seen, place);
          const known = best.get(name);
          if (run.length > 20 && (!known || (known.order === order && known.run.length < run.length))) {
            best.set(name, { name: name, kind: block.kind, order: order, run: run });
          }
        }
      }
    });
    return [...best.values()].sort((one, other) => one.order - other.order || other.run.length - one.run.length);
  }

  function placeShields(canvas, taken, room, zoom) {
    const free = [];
    canvas.font = "700 11px " + TYPE;
    candidates(zoom, room, "shield", "numbers").some((each) => {
      const width = canvas.measureText(each.name).width + 9;
      const at = ALONG.map((part) => pointAt(each.run.points, part * each.run.length)).find((point) => {
        const box = { left: point.x - width / 2, right: point.x + width / 2, top: point.y - 8, bottom: point.y + 8 };
        return isFree([box], taken, room) && taken.push(box);
      });
      if (at) {
        free.push({ ...each, shield: true, width: width, at: toUnits(at), turn: 0 });
      }
      return free.length >= MOST_SHIELDS;
    });
    return free;
  }

  function placeNames(canvas, taken, room, zoom) {
    const free = [];
    const mostNames = Math.max(3, Math.min(MOST_NAMES, Math.round((room.x * room.y) / AREA_OF_A_NAME_PX)));
    candidates(zoom, room, "name", "names").some((each) => {
      canvas.font = fontOf(each.kind);
      const width = canvas.measureText(each.name).width + 6;
      for (const part of ALONG) {
        const spot = alongStraight(each.run, width, part);
        const boxes = spot ? boxesAlong(spot.centre, spot.turn, width) : [];
        if (spot && isFree(boxes, taken, room)) {
          taken.push(...boxes);
          free.push({ ...each, shield: false, at: toUnits(spot.centre), turn: spot.turn });
          break;
        }
      }
      return free.length >= mostNames;
    });
    return free;
  }

  function toUnits(point) {
    return map.containerPointToLayerPoint(point).add(map.getPixelOrigin()).divideBy(scaleNow());
  }

  function drawNames(canvas, _view, scale) {
    const corner = map.getPixelOrigin();
    canvas.textAlign = "center";
    canvas.textBaseline = "middle";
    canvas.lineJoin = "round";
    placed.forEach((each) => {
      const at = each.at.multiplyBy(scale).subtract(corner);
      canvas.save();
      canvas.translate(at.x, at.y);
      canvas.rotate(each.turn);
      (each.shield ? drawShield : drawName)(canvas, each);
      canvas.restore();
    });
  }

  function drawName(canvas, each) {
    canvas.font = fontOf(each.kind);
    canvas.strokeStyle = "#ffffff";
    canvas.lineWidth = 3.5;
    canvas.strokeText(each.name, 0, 0);
    canvas.fillStyle = "#1f2a3c";
    canvas.fillText(each.name, 0, 0);
  }

  function drawShield(canvas, each) {
    const dark = each.kind === "motorway";
    canvas.font = "700 11px " + TYPE;
    canvas.beginPath();
    canvas.rect(-each.width / 2, -7.5, each.width, 15);
    canvas.fillStyle = dark ? "#33415c" : "#ffffff";
    canvas.fill();
    stroke(canvas, dark ? "#ffffff" : "#44506a", each.kind === "b_road" ? 0.8 : 1.4);
    canvas.fillStyle = dark ? "#ffffff" : "#1f2a3c";
    canvas.fillText(each.name, 0, 0.5);
  }

  // --- together -------------------------------------------------------------------------------------------
  // What is seen through the density when a reader stands close.
  const FADE = [12, 14];
  const SEE_THROUGH = 0.55;

  function fade() {
    const pane = map.getPane("density");
    const close = Math.max(0, Math.min(1, (map.getZoom() - FADE[0]) / (FADE[1] - FADE[0])));
    pane.style.opacity = String(1 - close * (1 - SEE_THROUGH));
  }

  let nameCanvas = null;

  /* Name the streets where nothing of `taken`, boxes on the screen, stands: the page's own script calls
     it when its signs and names have their places. */
  window.hotspotsNameStreets = function (taken) {
    if (!nameCanvas) {
      return;
    }
    const here = frame.getBoundingClientRect();
    const room = map.getSize();
    const boxes = taken.map((box) => ({
      left: box.left - here.left, right: box.right - here.left,
      top: box.top - here.top, bottom: box.bottom - here.top,
    }));
    const zoom = map.getZoom();
    placed = placeShields(nameCanvas._ctx, boxes, room, zoom);
    placed.push(...placeNames(nameCanvas._ctx, boxes, room, zoom));
    nameCanvas._redraw();
    // A canvas holds no text that a program could read.
    frame.dataset.streets = placed.map((each) => each.name).join("\n");
  };

  // --- to be looked for ------------------------------------------------------------------------------------
  // Lines of one name that come so near are one street; the same name further off is another town's.
  const APART_PX = 600;

  function toPlace(x, y) {
    return map.unproject(L.point(x + origin.x, y + origin.y), unitZoom);
  }

  function pointsOf(block, line) {
    const points = [];
    for (let at = block.starts[line]; at < block.starts[line + 1]; at += 1) {
      points.push(toPlace(block.xs[at], block.ys[at]));
    }
    return points;
  }

  /* The streets that `wanted` says yes to by their name: of each its name, and the lines of it that lie
     together. */
  window.hotspotsStreets = function (wanted) {
    const found = [];
    blocks.filter((block) => block.names).forEach((block) => {
      for (let line = 0; line < block.count; line += 1) {
        [names[block.names[line]], names[block.numbers[line]]].filter((name) => name && wanted(name)).forEach((name) => {
          const [west, north, east, south] = block.boxes.subarray(4 * line, 4 * line + 4);
          const box = L.bounds([west - APART_PX, north - APART_PX], [east + APART_PX, south + APART_PX]);
          const met = found.filter((street) => street.name === name && street.box.intersects(box));
          const street = met[0] || { name: name, box: box, lines: [] };
          met.slice(1).forEach((other) => {
            street.lines.push(...other.lines);
            street.box.extend(other.box.min).extend(other.box.max);
            found.splice(found.indexOf(other), 1);
          });
          street.lines.push(pointsOf(block, line));
          street.box.extend(box.min).extend(box.max);
          if (!met.length) {
            found.push(street);
          }
        });
      }
    });
    return found.map((street) => ({ name: street.name, lines: street.lines }));
  };

  map.whenReady(() => {
    fade();
    map.on("zoomend", fade);
    read().then(() => {
      if (blocks.some((block) => AREAS[block.kind] || LINES[block.kind])) {
        canvasIn("ground", drawGround);
      }
      canvasIn("streets", drawStreets);
      nameCanvas = canvasIn("street-names", drawNames);
      map.fire("streetsread");
    });
  });
})();
