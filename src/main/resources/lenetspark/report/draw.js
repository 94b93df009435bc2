'use strict';

/* Classifies a drawn digit in the browser. */
(() => {
  const SIDE = 28;
  const BOX = 20;
  const PEN = 20;
  const STEP = 10;

  const byId = id => document.getElementById(id);
  const description = JSON.parse(byId('data').textContent);
  const net = lenet.network(description);
  const pad = byId('pad');
  const pen = pad.getContext('2d', {willReadFrequently: true});
  // Canvas of the drawing without the keyboard cursor.
  const ink = document.createElement('canvas');
  ink.width = pad.width;
  ink.height = pad.height;
  const inkPen = ink.getContext('2d', {willReadFrequently: true});

  /** Class names. A network with the classes 0 to 9 was trained on digits. */
  const names = description.classes;
  const digits = names.length === 10 && names.every((name, i) => name === String(i));
  /** Largest number of bars; with more classes only the most probable ones are shown. */
  const MAX_BARS = 36;

  const rows = Array.from({length: Math.min(names.length, MAX_BARS)}, (_, digit) => {
    const row = document.createElement('li');
    const name = document.createElement('span');
    const track = document.createElement('div');
    const bar = document.createElement('div');
    const share = document.createElement('span');
    name.textContent = names[digit];
    track.className = 'track';
    bar.className = 'bar';
    track.append(bar);
    row.append(name, track, share);
    byId('bars').append(row);
    return {row, name, bar, share};
  });

  /** Returns the grey value of each pixel of the drawing, 0 to 255. */
  function drawing() {
    const rgba = inkPen.getImageData(0, 0, ink.width, ink.height).data;
    return Float32Array.from({length: ink.width * ink.height}, (_, i) => rgba[4 * i]);
  }

  /** Returns the bounding box of the drawing; null if it is empty. */
  function boundingBox(grey, width, height) {
    let [left, top, right, bottom] = [width, height, -1, -1];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (grey[y * width + x] > 0) {
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y);
        }
      }
    }
    return right < 0 ? null : {left, top, width: right - left + 1, height: bottom - top + 1};
  }

  /** Scales a box of the image down; each new pixel is the mean over its area. */
  function shrink(grey, stride, box, width, height) {
    const small = new Float32Array(width * height);
    const scaleX = box.width / width;
    const scaleY = box.height / height;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let v = Math.floor(y * scaleY); v < (y + 1) * scaleY; v++) {
          const partY = Math.min(v + 1, (y + 1) * scaleY) - Math.max(v, y * scaleY);
          for (let u = Math.floor(x * scaleX); u < (x + 1) * scaleX; u++) {
            const partX = Math.min(u + 1, (x + 1) * scaleX) - Math.max(u, x * scaleX);
            if (v < box.height && u < box.width) {
              sum += partX * partY * grey[(box.top + v) * stride + box.left + u];
            }
          }
        }
        small[y * width + x] = sum / (scaleX * scaleY);
      }
    }
    return small;
  }

  /**
   * Preprocesses a drawing like the digits of MNIST: scales it into 20x20 with its aspect ratio kept, and moves its centre of
   * mass to pixel (14, 14), counted from 0.
   */
  function normalise(grey, width, height) {
    const pixels = new Uint8Array(SIDE * SIDE);
    const box = boundingBox(grey, width, height);
    if (box === null) return pixels;
    const scale = BOX / Math.max(box.width, box.height);
    const w = Math.max(1, Math.round(box.width * scale));
    const h = Math.max(1, Math.round(box.height * scale));
    const small = shrink(grey, width, box, w, h);
    let [mass, sumX, sumY] = [0, 0, 0];
    small.forEach((value, i) => {
      mass += value;
      sumX += value * (i % w);
      sumY += value * Math.floor(i / w);
    });
    const left = Math.round(SIDE / 2 - sumX / mass);
    const top = Math.round(SIDE / 2 - sumY / mass);
    small.forEach((value, i) => {
      const x = left + i % w;
      const y = top + Math.floor(i / w);
      if (x >= 0 && x < SIDE && y >= 0 && y < SIDE) pixels[y * SIDE + x] = Math.round(value);
    });
    return pixels;
  }

  /** Shows the preprocessed pixels and the prediction, and returns the probabilities. */
  function show(pixels) {
    const seen = byId('seen').getContext('2d');
    const image = seen.createImageData(SIDE, SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) {
      image.data.set([pixels[i], pixels[i], pixels[i], 255], 4 * i);
    }
    seen.putImageData(image, 0, 0);
    const probabilities = lenet.predict(net, pixels, SIDE, SIDE);
    const best = probabilities.indexOf(Math.max(...probabilities));
    showBars(probabilities, best);
    byId('guess').textContent = `This is ${digits ? 'a ' : ''}${names[best]}, ${(100 * probabilities[best]).toFixed(1)} %.`;
    return probabilities;
  }

  function showBars(probabilities, best) {
    const order = names.map((_, i) => i);
    if (probabilities && names.length > MAX_BARS) order.sort((a, b) => probabilities[b] - probabilities[a]);
    rows.forEach(({row, name, bar, share}, place) => {
      const probability = probabilities ? probabilities[order[place]] : 0;
      name.textContent = names[order[place]];
      row.className = order[place] === best ? 'best' : '';
      bar.style.width = 100 * probability + '%';
      share.textContent = probabilities ? (100 * probability).toFixed(1) + ' %' : '–';
    });
  }

  let updateScheduled = false;
  /** Predicts the class of the drawing, at most once per frame. */
  function update() {
    if (updateScheduled) return;
    updateScheduled = true;
    requestAnimationFrame(() => {
      updateScheduled = false;
      const pixels = normalise(drawing(), ink.width, ink.height);
      if (pixels.some(value => value > 0)) show(pixels);
    });
  }

  function refresh() {
    pen.drawImage(ink, 0, 0);
    if (document.activeElement === pad && byKeyboard) {
      pen.strokeStyle = down ? '#ff9d4d' : '#74b6ff';
      pen.lineWidth = 2;
      pen.beginPath();
      pen.arc(cursor.x, cursor.y, PEN / 2, 0, 2 * Math.PI);
      pen.stroke();
    }
  }

  function clear() {
    inkPen.fillStyle = '#000';
    inkPen.fillRect(0, 0, ink.width, ink.height);
    const seen = byId('seen').getContext('2d');
    seen.fillRect(0, 0, SIDE, SIDE);
    showBars(null, -1);
    byId('guess').textContent = digits ? 'Draw a digit from 0 to 9.' : 'Draw a character that the network was trained on.';
    down = false;
    refresh();
  }

  function stroke(from, to) {
    inkPen.strokeStyle = '#fff';
    inkPen.lineWidth = PEN;
    inkPen.lineCap = 'round';
    inkPen.lineJoin = 'round';
    inkPen.beginPath();
    inkPen.moveTo(from.x, from.y);
    inkPen.lineTo(to.x, to.y);
    inkPen.stroke();
    refresh();
    update();
  }

  const strokes = new Map();
  let byKeyboard = false;
  let down = false;
  let cursor = {x: pad.width / 2, y: pad.height / 4};

  function canvasPosition(event) {
    const box = pad.getBoundingClientRect();
    return {x: (event.clientX - box.left) * pad.width / box.width, y: (event.clientY - box.top) * pad.height / box.height};
  }

  pad.addEventListener('pointerdown', event => {
    event.preventDefault();
    byKeyboard = false;
    pad.setPointerCapture(event.pointerId);
    const at = canvasPosition(event);
    strokes.set(event.pointerId, at);
    stroke(at, at);
  });
  pad.addEventListener('pointermove', event => {
    const before = strokes.get(event.pointerId);
    if (!before) return;
    const at = canvasPosition(event);
    strokes.set(event.pointerId, at);
    stroke(before, at);
  });
  for (const end of ['pointerup', 'pointercancel']) {
    pad.addEventListener(end, event => strokes.delete(event.pointerId));
  }

  pad.addEventListener('keydown', event => {
    const moves = {ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP]};
    const move = moves[event.key];
    if (!move && ![' ', 'Delete', 'Backspace'].includes(event.key)) return;
    event.preventDefault();
    byKeyboard = true;
    if (event.key === ' ') {
      down = !down;
      if (down) stroke(cursor, cursor);
    } else if (move) {
      const to = {
        x: Math.min(pad.width, Math.max(0, cursor.x + move[0])),
        y: Math.min(pad.height, Math.max(0, cursor.y + move[1]))
      };
      if (down) stroke(cursor, to);
      cursor = to;
    } else {
      clear();
    }
    refresh();
  });
  pad.addEventListener('focus', refresh);
  pad.addEventListener('blur', refresh);
  byId('clear').addEventListener('click', clear);

  byId('model').textContent = `Model of the run ${description.name}: ${net.parameters.length.toLocaleString('en')} parameters, `
    + `${description.activation}, ${description.pooling} pooling.`;
  clear();

  // Scripting interface: predict maps 784 pixels of 0 to 255 to class probabilities; normalise preprocesses a greyscale drawing.
  window.lenetDraw = {predict: show, normalise};
})();
