'use strict';

/* Functions that all pages share: elements, number formats, tables, and charts in the current colour scheme. */
const page = (() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const redraws = [];

  /** Creates an element. Children are elements or text, never HTML. */
  function element(tag, attributes, ...children) {
    const created = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined) created.setAttribute(name, value);
    }
    created.append(...children.filter(child => child !== null && child !== undefined));
    return created;
  }

  const byId = id => document.getElementById(id);
  const isNumber = value => typeof value === 'number' && isFinite(value);

  const format = {
    count: value => isNumber(value) ? Math.round(value).toLocaleString('en') : '–',
    percent: (value, digits = 2) => isNumber(value) ? (100 * value).toFixed(digits) + ' %' : '–',
    number: (value, digits = 4) => isNumber(value) ? value.toFixed(digits) : '–',
    short: value => isNumber(value) ? String(Number(value.toPrecision(3))) : '–',
    millis: value => isNumber(value) ? (1000 * value).toFixed(value < 0.01 ? 2 : 1) + ' ms' : '–',
    seconds: value => {
      if (!isNumber(value)) return '–';
      if (value < 100) return value.toFixed(1) + ' s';
      const whole = Math.round(value);
      const two = part => String(part).padStart(2, '0');
      return whole < 3600
        ? `${Math.floor(whole / 60)}:${two(whole % 60)} min`
        : `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)} h`;
    },
    instant: text => text ? text.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC') : '–'
  };

  /** Creates a table. A column is {title, words}; a row is an array of texts of which the first is its heading. */
  function table(caption, columns, rows, style) {
    const head = columns.map(column =>
      element('th', {scope: 'col', class: column.words ? 'words' : null}, column.title));
    const body = rows.map(row => element('tr', null, ...row.map((text, i) => i === 0
      ? element('th', {scope: 'row'}, text)
      : element('td', {class: columns[i].words ? 'words' : null}, text))));
    return element('table', {class: style},
      element('caption', null, caption),
      element('thead', null, element('tr', null, ...head)),
      element('tbody', null, ...body));
  }

  /** Creates a region that can be scrolled independently, also by keyboard. */
  function scrolling(label, content) {
    return element('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label}, content);
  }

  /** Creates a collapsed table with the data of a chart. */
  function dataTable(caption, columns, rows) {
    return element('details', null,
      element('summary', null, caption + ' as a table'),
      scrolling(caption, table(caption, columns, rows)));
  }

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const series = i => colour('series-' + (i % 8 + 1));

  const points = (xs, ys, scale = 1) => (xs || [])
    .map((x, i) => ({x, y: ys && isNumber(ys[i]) ? scale * ys[i] : NaN}));

  const hasAny = ys => Array.isArray(ys) && ys.some(isNumber);

  /** Draws now and again whenever the colour scheme changes. */
  function drawAndRedraw(draw) {
    redraws.push(draw);
    draw();
  }

  function canvasIn(figure, label, size) {
    const canvas = element('canvas', {role: 'img', 'aria-label': label});
    figure.append(element('div', {class: 'plot ' + (size || '')}, canvas));
    return canvas;
  }

  /**
   * Draws a line chart over the epochs.
   *
   * lines: [{label, points, series, thin, markers, dash, fill}];
   * options: {label, size, logarithmic, stacked, min, max, tick, tooltip}
   */
  function lineChart(figure, lines, options) {
    const canvas = canvasIn(figure, options.label, options.size);
    let chart = null;
    drawAndRedraw(() => {
      if (chart) chart.destroy();
      chart = new Chart(canvas, configuration(lines, options));
    });
  }

  function configuration(lines, options) {
    const text = colour('quiet');
    const grid = {color: colour('line')};
    const last = Math.max(1, ...lines.flatMap(line => line.points.map(point => point.x)));
    return {
      type: 'line',
      data: {datasets: lines.map(dataset)},
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        maintainAspectRatio: false,
        interaction: {mode: 'nearest', axis: 'x', intersect: false},
        scales: {
          x: {type: 'linear', min: 0, max: last, grid, border: {color: colour('line')},
            title: {display: true, text: 'epochs', color: text}, ticks: {color: text, precision: last > 4 ? 0 : undefined, maxRotation: 0}},
          y: {type: options.logarithmic ? 'logarithmic' : 'linear', min: options.min, max: options.max,
            stacked: Boolean(options.stacked), grid, border: {color: colour('line')},
            ticks: {color: text, callback: value =>
              options.logarithmic && !isRound(value) ? null : options.tick ? options.tick(value) : format.short(value)}}
        },
        plugins: {
          legend: {display: lines.length > 1, position: 'top', align: 'start',
            labels: {color: colour('text'), boxWidth: 22, boxHeight: 2, padding: 14}},
          tooltip: {callbacks: {
            title: items => items.length ? 'epoch ' + format.short(items[0].parsed.x) : '',
            label: item => item.dataset.label + ': ' + (options.tooltip || format.short)(item.parsed.y)}}
        }
      }
    };
  }

  function dataset(line) {
    const ink = series(line.series);
    return {
      label: line.label,
      data: line.points,
      borderColor: line.thin ? ink + '88' : ink,
      backgroundColor: line.fill === undefined ? ink : ink + '99',
      borderWidth: line.thin ? 1 : line.fill === undefined ? 2 : 1,
      borderDash: line.dash || [],
      pointRadius: line.markers && line.points.length <= 60 ? 3 : 0,
      pointStyle: line.marker || 'circle',
      fill: line.fill === undefined ? false : line.fill,
      // Leaves room for the marker of the last epoch.
      clip: {left: 0, top: 4, right: 5, bottom: 0},
      spanGaps: true,
      tension: 0
    };
  }

  /** Returns whether a value is 1, 2 or 5 times a power of ten. */
  function isRound(value) {
    const digit = value / Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    return [1, 2, 5].some(round => Math.abs(digit - round) < 1e-6);
  }

  /** Returns the quantile of the numbers at share. */
  function quantile(values, share) {
    const sorted = values.filter(isNumber).sort((a, b) => a - b);
    return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }

  /** Decodes Base64 to bytes. */
  const bytes = text => Uint8Array.from(atob(text), char => char.charCodeAt(0));

  /** Creates a greyscale canvas with one pixel for each value of 0 to 255. */
  function greyscaleCanvas(values, width, height, label) {
    const canvas = element('canvas', {width, height, role: 'img', 'aria-label': label});
    paint(canvas, values, value => [value, value, value]);
    return canvas;
  }

  function paint(canvas, values, toColour) {
    const context = canvas.getContext('2d');
    const image = context.createImageData(canvas.width, canvas.height);
    for (let i = 0; i < canvas.width * canvas.height; i++) {
      const [red, green, blue] = toColour(values[i]);
      image.data.set([red, green, blue, 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }

  /** Removes the elements whose data is missing. */
  function removePartsWithoutData() {
    for (const part of document.querySelectorAll('[data-needs]')) {
      if (!data[part.dataset.needs]) part.remove();
    }
  }

  function notes(texts) {
    byId('notes').append(...texts.map(text => element('p', {class: 'note'}, text)));
  }

  const redraw = () => redraws.forEach(draw => draw());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  // Pages are printed in the light colour scheme.
  addEventListener('beforeprint', () => {
    document.documentElement.dataset.theme = 'light';
    redraw();
  });
  addEventListener('afterprint', () => {
    delete document.documentElement.dataset.theme;
    redraw();
  });

  return {data, element, byId, isNumber, format, table, scrolling, dataTable, colour, series, points, hasAny, drawAndRedraw,
    canvasIn, lineChart, quantile, bytes, greyscaleCanvas, paint, removePartsWithoutData, notes};
})();
