'use strict';

/* Report of one run. */
(() => {
  /** Largest number of columns of a confusion matrix; with more classes the most frequent confusions are listed. */
  const MAX_COLUMNS = 50;
  const MAX_CONFUSIONS = 50;

  const {data, element, byId, isNumber, format, table, scrolling, dataTable, points, hasAny} = page;
  const {record, epochs, rounds} = data;
  const result = record.result || {};
  const settings = record.configuration || {};
  const evaluation = data.evaluation;

  /** Age of the page after which the run may have failed. */
  const STALE_MILLIS = 30 * 60 * 1000;
  const last = values => (values || []).filter(isNumber).at(-1);
  const sum = values => (values || []).filter(isNumber).reduce((a, b) => a + b, 0);
  const from = values => format.short((values || []).find(isNumber));
  const to = values => format.short(last(values));

  function heading() {
    const title = 'LeNet-5 training run ' + data.name;
    document.title = title;
    byId('title').textContent = title;
    byId('subtitle').textContent = 'Started ' + format.instant(record.started)
      + (result.finished ? ', finished ' + format.instant(result.finished) : '')
      + ' · ' + data.uri;
    byId('footer').textContent = 'Generated ' + format.instant(data.written) + ' by lenet-spark '
      + ((record.versions || {})['lenet-spark'] || '') + '. Charts by Chart.js. This page loads no external resources.';
    const notes = [...data.notes];
    if (data.running) {
      const stale = Date.now() - Date.parse(data.written) > STALE_MILLIS;
      notes.unshift('Training is in progress. This page is updated after epochs and reloads itself.'
        + (stale ? ' It was last updated on ' + format.instant(data.written) + '. If the run has failed, continue it with --resume.' : ''));
    } else if (!record.result) {
      notes.unshift('This run has no result. It is still training, or it ended without writing one.');
    } else if (!evaluation) {
      notes.unshift('This run was stopped early and has not been evaluated. Continue it with --resume.');
    }
    page.notes(notes);
  }

  function figures() {
    const {seconds, examples} = data.totals;
    const done = epochs.at.length === 0 ? 0 : Math.round(epochs.at.at(-1));
    const best = bestEpoch();
    const shown = [];
    if (evaluation) {
      const right = evaluation.confusionMatrix.reduce((all, row, i) => all + row[i], 0);
      shown.push(['Test accuracy', format.percent(evaluation.accuracy),
        `${format.count(right)} of ${format.count(evaluation.examples)}, loss ${format.number(evaluation.loss)}`]);
    }
    if (isNumber(best.accuracy)) {
      shown.push(['Best validation', format.percent(best.accuracy), 'accuracy of the model']);
    }
    if (best.epoch > 0) {
      shown.push(['Best epoch', String(best.epoch), `of ${format.count(result.epochs || done)} trained`]);
    }
    if (!record.result) {
      shown.push(['Epochs', `${format.count(done)} of ${settings.epochs || '–'}`,
        isNumber(last(epochs.loss)) ? 'loss ' + format.number(last(epochs.loss)) : 'no epoch finished yet']);
    }
    shown.push(['Time', format.seconds(isNumber(result.seconds) ? result.seconds : seconds),
      isNumber(result.seconds) ? format.seconds(seconds) + ' in rounds' : 'in rounds']);
    if (seconds > 0) {
      shown.push(['Throughput', format.count(examples / seconds) + '/s',
        `examples; ${record.replicas} ${record.replicas === 1 ? 'replica' : 'replicas'}`]);
    }
    shown.push(['State', data.running ? 'training' : result.reason || 'no result',
      result.computedBy || 'engine ' + String(record.engine || '').toLowerCase(), true]);
    byId('figures').append(...shown.map(([name, value, more, words]) => element('div', null,
      element('dt', null, name),
      element('dd', words ? {class: 'words'} : null, value, element('span', {class: 'quiet'}, more)))));
  }

  function bestEpoch() {
    if (record.result) return {epoch: result.bestEpoch, accuracy: result.validationAccuracy};
    let best = {epoch: 0, accuracy: NaN};
    epochs.at.forEach((at, i) => {
      const accuracy = Math.max(...[epochs.validationAccuracy[i], epochs.averageValidationAccuracy[i]].filter(isNumber));
      if (isFinite(accuracy) && !(accuracy <= best.accuracy)) best = {epoch: Math.round(at), accuracy};
    });
    return best;
  }

  /** Returns the lines of a quantity by round and by epoch. A quantity that was never measured has no line. */
  function learningLines(byRound, byEpoch, validation, average, scale) {
    const lines = [];
    if (hasAny(rounds[byRound])) {
      lines.push({label: 'training, rounds', points: points(rounds.at, rounds[byRound], scale), series: 0, thin: true});
    }
    const mark = (label, column, series, marker, dash) => {
      if (hasAny(epochs[column])) {
        lines.push({label, points: points(epochs.at, epochs[column], scale), series, markers: true, marker, dash});
      }
    };
    mark('training, epochs', byEpoch, 0, 'circle');
    mark('validation', validation, 1, 'rect');
    mark('validation of the moving average', average, 2, 'triangle', [6, 3]);
    return lines;
  }

  function epochTable(caption, columns) {
    const known = columns.filter(([, name]) => hasAny(epochs[name]));
    return dataTable(caption,
      [{title: 'epoch'}, ...known.map(([title]) => ({title}))],
      epochs.at.map((at, i) => [format.short(at), ...known.map(([, name, show]) => show(epochs[name][i]))]));
  }

  /** Draws a chart if there is data for it, and removes its card otherwise. */
  function ifAny(id, any, draw) {
    if (any) {
      draw(byId(id));
    } else {
      byId(id).remove();
    }
  }

  function lossChart(card) {
    page.lineChart(card, learningLines('loss', 'loss', 'validationLoss', 'averageValidationLoss'), {
      logarithmic: true,
      label: `Line chart of the loss over the epochs: in training from ${from(hasAny(rounds.loss) ? rounds.loss : epochs.loss)} to ${to(epochs.loss)}`
        + (hasAny(epochs.validationLoss) ? `, in validation from ${from(epochs.validationLoss)} to ${to(epochs.validationLoss)}.` : '.')
    });
    card.append(epochTable('Loss', [['training', 'loss', format.number], ['validation', 'validationLoss', format.number],
      ['moving average', 'averageValidationLoss', format.number]]));
  }

  function accuracyChart(card) {
    const lines = learningLines('trainingAccuracy', 'trainingAccuracy', 'validationAccuracy', 'averageValidationAccuracy', 100);
    const settled = lines.flatMap(line => line.points)
      .filter(point => isNumber(point.y) && (point.x > 1 || epochs.at.length < 2)).map(point => point.y);
    const all = lines.flatMap(line => line.points).map(point => point.y).filter(isNumber);
    const least = Math.floor(Math.min(...(settled.length ? settled : all)));
    if (all.some(value => value < least)) {
      card.querySelector('p').textContent += ' Values at the start of the first epoch are below the range of the chart.';
    }
    page.lineChart(card, lines, {
      min: Math.max(0, least),
      tick: value => format.short(value) + ' %',
      tooltip: value => value.toFixed(2) + ' %',
      label: 'Line chart of the accuracy over the epochs'
        + (hasAny(epochs.validationAccuracy)
          ? `: in validation from ${format.percent(epochs.validationAccuracy.find(isNumber))} to ${format.percent(last(epochs.validationAccuracy))}.`
          : '.')
    });
    const percent = value => format.percent(value);
    card.append(epochTable('Accuracy', [['training', 'trainingAccuracy', percent], ['validation', 'validationAccuracy', percent],
      ['moving average', 'averageValidationAccuracy', percent]]));
  }

  function rateChart(card) {
    page.lineChart(card, [{label: 'learning rate', points: points(rounds.at, rounds.learningRate), series: 3}], {
      size: 'low',
      min: 0,
      label: `Line chart of the learning rate over the epochs, from ${from(rounds.learningRate)} to ${to(rounds.learningRate)}.`
    });
    card.append(roundTable('Learning rate', [['learning rate', 'learningRate', format.short]]));
  }

  function divergenceChart(card) {
    const percent = value => format.percent(value);
    page.lineChart(card, [{label: 'farthest replica', points: points(rounds.at, rounds.divergence, 100), series: 2}], {
      size: 'low',
      min: 0,
      tick: value => format.short(value) + ' %',
      tooltip: value => value.toFixed(2) + ' %',
      label: `Line chart of the divergence of the replicas over the epochs, from ${percent(rounds.divergence.find(isNumber))} to ${percent(last(rounds.divergence))}.`
    });
    card.append(roundTable('Divergence', [['farthest replica', 'divergence', percent]]));
  }

  /** Creates a table of at most fifty evenly spaced rounds. */
  function roundTable(caption, columns) {
    const every = Math.max(1, Math.ceil(rounds.at.length / 50));
    const rows = rounds.at.map((at, i) => [format.number(at, 2), ...columns.map(([, name, show]) => show(rounds[name][i]))])
      .filter((row, i) => i % every === 0);
    return dataTable(caption, [{title: 'at epoch'}, ...columns.map(([title]) => ({title}))], rows);
  }

  /** Returns an upper limit of the axis without outliers: the first rounds, while the JVM still compiles, may be many times longer than the others. */
  function limitWithoutOutliers(card, values) {
    const usual = page.quantile(values, 0.95) * 1.4;
    const beyond = values.filter(value => value > usual).length;
    if (beyond === 0) return undefined;
    card.querySelector('p').textContent += ` ${beyond === 1 ? 'One value is' : beyond + ' values are'} above the range of the chart.`;
    const unit = Math.pow(10, Math.floor(Math.log10(usual)));
    return Math.ceil(usual / unit) * unit;
  }

  function timeChart(card) {
    const parts = [['compute', 'computeSeconds'], ['averaging', 'averagingSeconds'], ['waiting', 'waitingSeconds']];
    const whole = rounds.at.map((_, i) => 1000 * sum(parts.map(([, name]) => rounds[name][i])));
    const share = name => Math.round(100 * sum(rounds[name]) / Math.max(1e-9, sum(parts.flatMap(([, part]) => rounds[part]))));
    page.lineChart(card, parts.map(([label, name], i) => ({
      label: `${label} ${share(name)} %`, points: points(rounds.at, rounds[name], 1000), series: [0, 2, 1][i], fill: i === 0 ? 'origin' : '-1'
    })), {
      stacked: true,
      min: 0,
      max: limitWithoutOutliers(card, whole),
      tick: value => format.short(value) + ' ms',
      tooltip: value => format.short(value) + ' ms',
      label: `Stacked areas of the milliseconds of each round: ${parts.map(([label, name]) => `${label} ${share(name)} %`).join(', ')}.`
    });
    card.append(epochTable('Time of the rounds of an epoch', [['compute', 'computeSeconds', format.seconds],
      ['averaging', 'averagingSeconds', format.millis], ['waiting', 'waitingSeconds', format.seconds], ['all', 'seconds', format.seconds]]));
  }

  function throughputChart(card) {
    const lines = [];
    if (hasAny(rounds.examplesPerSecond)) {
      lines.push({label: 'rounds', points: points(rounds.at, rounds.examplesPerSecond), series: 0, thin: true});
    }
    if (hasAny(epochs.examplesPerSecond)) {
      lines.push({label: 'epochs', points: points(epochs.at, epochs.examplesPerSecond), series: 0, markers: true});
    }
    page.lineChart(card, lines, {
      size: 'low',
      min: 0,
      tick: value => format.count(value),
      tooltip: value => format.count(value) + ' examples/s',
      label: `Line chart of the examples per second over the epochs, ${format.count(data.totals.examples / data.totals.seconds)} on average.`
    });
    card.append(epochTable('Throughput', [['examples per second', 'examplesPerSecond', format.count],
      ['examples', 'examples', format.count], ['seconds', 'seconds', value => format.number(value, 2)]]));
  }

  function lanes(card) {
    const replicas = Object.keys(data.replicas).filter(name => /^\d+$/.test(name)).map(Number);
    const at = data.replicas.at;
    const seconds = replicas.map(replica => data.replicas[replica]);
    const highest = page.quantile(seconds.flat(), 0.98) || 1;
    const label = `Bars of the seconds that each of ${data.replicas.count} replicas computed in a round; full height is ${format.millis(highest)}.`;
    const canvas = page.canvasIn(card, label, 'free');
    const laneHeight = Math.max(12, Math.min(40, Math.floor(480 / replicas.length)));
    const left = 78;
    const draw = () => {
      const width = canvas.parentElement.clientWidth;
      const height = replicas.length * laneHeight + 24;
      const ratio = window.devicePixelRatio || 1;
      canvas.width = Math.max(1, Math.round(width * ratio));
      canvas.height = Math.round(height * ratio);
      canvas.style.width = width + 'px';
      canvas.style.height = height + 'px';
      const pen = canvas.getContext('2d');
      pen.scale(ratio, ratio);
      pen.font = '12px system-ui, sans-serif';
      pen.textBaseline = 'middle';
      const x = place => left + (width - left) * place / at.at(-1);
      replicas.forEach((replica, lane) => {
        const base = (lane + 1) * laneHeight;
        pen.fillStyle = page.colour('quiet');
        if (laneHeight >= 12) pen.fillText('replica ' + (replica + 1), 0, base - laneHeight / 2);
        pen.fillStyle = page.colour('line');
        pen.fillRect(left, base - 1, width - left, 1);
        pen.fillStyle = page.series(0);
        seconds[lane].forEach((value, i) => {
          if (!isNumber(value)) return;
          const start = x(i === 0 ? 0 : at[i - 1]);
          const gap = x(at[i]) - start > 4 ? 1 : 0;
          const size = Math.min(1, value / highest) * (laneHeight - 4);
          pen.fillRect(start, base - 1 - size, Math.max(0.5, x(at[i]) - start - gap), size);
        });
      });
      pen.fillStyle = page.colour('quiet');
      const ends = ['epoch 0', format.short(at.at(-1))];
      pen.fillText(ends[0], left, height - 10);
      pen.fillText(ends[1], width - pen.measureText(ends[1]).width, height - 10);
    };
    page.drawAndRedraw(draw);
    new ResizeObserver(draw).observe(canvas.parentElement);
    card.querySelector('p').textContent += ` Full height is ${format.short(1000 * highest)} ms.`
      + (data.replicas.count > replicas.length ? ` The first ${replicas.length} of ${data.replicas.count} replicas are shown.` : '');
    card.append(dataTable('Seconds of the replicas', ['replica', 'mean', 'shortest', 'longest'].map(title => ({title})),
      replicas.map((replica, lane) => {
        const values = seconds[lane].filter(isNumber);
        return [String(replica + 1), format.millis(sum(values) / values.length), format.millis(Math.min(...values)), format.millis(Math.max(...values))];
      })));
  }

  /** Returns the name of a class; older versions recorded only its number. */
  function nameOf(label) {
    return evaluation.classes[label].name || String(label);
  }

  /** Returns the class of an image with an article if it is a number. */
  function withArticle(label) {
    return /^[0-9]+$/.test(nameOf(label)) ? `a ${nameOf(label)}` : nameOf(label);
  }

  /** Lists the most frequent confusions, because a matrix of many classes is unreadable. */
  function confusions(card) {
    const all = evaluation.confusionMatrix.flatMap((row, i) => row.map((count, j) => ({i, j, count})))
      .filter(({i, j, count}) => i !== j && count > 0)
      .sort((a, b) => b.count - a.count);
    card.append(scrolling('Confusions', table('Most frequent confusions',
      ['true class', 'predicted class', 'count'].map(title => ({title})),
      all.slice(0, MAX_CONFUSIONS).map(({i, j, count}) => [nameOf(i), nameOf(j), format.count(count)]), 'wide')));
  }

  function confusion(card) {
    const matrix = evaluation.confusionMatrix;
    if (matrix.length > MAX_COLUMNS) {
      confusions(card);
      return;
    }
    const worst = Math.max(1, ...matrix.flatMap((row, i) => row.filter((_, j) => i !== j)));
    const most = Math.max(1, ...matrix.map((row, i) => row[i]));
    const cell = (count, i, j) => {
      const shade = i === j ? 0.1 + 0.3 * count / most : count === 0 ? 0 : 0.12 + 0.38 * Math.sqrt(count / worst);
      const style = shade === 0 ? null : `background: rgba(var(--${i === j ? 'right' : 'wrong'}), ${shade.toFixed(2)})`;
      return element('td', {style, class: count === 0 ? 'zero' : null}, String(count));
    };
    card.append(element('table', {class: 'confusion'},
      element('caption', null, 'Confusion matrix: a row for each true class, a column for each predicted one'),
      element('thead', null, element('tr', null, element('th', {scope: 'col'}, 'true'),
        ...matrix.map((_, j) => element('th', {scope: 'col'}, nameOf(j))))),
      element('tbody', null, ...matrix.map((row, i) => element('tr', null,
        element('th', {scope: 'row'}, nameOf(i)), ...row.map((count, j) => cell(count, i, j)))))));
  }

  function classes(card) {
    const percent = value => format.percent(value);
    card.append(scrolling('Classes', table('Precision and recall of each class',
      ['class', 'examples', 'precision', 'recall', 'F1'].map(title => ({title})),
      evaluation.classes.map(one => [nameOf(one.label), format.count(one.support),
        percent(one.precision), percent(one.recall), percent(one.f1)]), 'wide')));
  }

  function wrong(card) {
    const shown = evaluation.mostConfidentlyWrong;
    if (!shown || shown.length === 0) {
      card.querySelector('p').textContent = shown ? 'No test image was misclassified.' : 'This run was created by a version that did not store images.';
      return;
    }
    const {imageWidth, imageHeight} = evaluation;
    card.append(element('ul', {class: 'pictures'}, ...shown.map(one => element('li', null,
      page.greyscaleCanvas(page.bytes(one.image), imageWidth, imageHeight,
        `Test image ${one.index}: ${withArticle(one.label)} predicted as ${withArticle(one.predicted)}`),
      element('strong', null, `${nameOf(one.label)} predicted as ${nameOf(one.predicted)}`), element('br'),
      `${format.percent(one.probability, 1)}, no. ${one.index}`))));
  }

  function layers(card) {
    const rows = (record.network || {layers: []}).layers.map(layer =>
      [layer.name, layer.kind, layer.output, format.count(layer.parameters)]);
    rows.push(['total', '', '', format.count(record.parameters)]);
    card.append(scrolling('Layers', table('Layers from input to output',
      [{title: 'layer'}, {title: 'kind', words: true}, {title: 'output'}, {title: 'parameters'}], rows, 'wide')));
  }

  function filters(card, net) {
    const weights = net.parameters.subarray(6, 6 + 150);
    const largest = Math.max(...Array.from(weights, Math.abs));
    const list = element('ul', {class: 'pictures small'});
    for (let map = 0; map < 6; map++) {
      const values = weights.subarray(25 * map, 25 * map + 25);
      const canvas = element('canvas', {width: 5, height: 5, role: 'img',
        'aria-label': `Filter ${map + 1}, weights from ${format.short(Math.min(...values))} to ${format.short(Math.max(...values))}`});
      page.drawAndRedraw(() => page.paint(canvas, values, value => shade(value / largest)));
      list.append(element('li', null, canvas, `map ${map + 1}`));
    }
    card.append(list, dataTable('Weights', [{title: 'map'}, {title: 'row'}, ...[1, 2, 3, 4, 5].map(column => ({title: 'column ' + column}))],
      Array.from({length: 30}, (_, i) => [String(Math.floor(i / 5) + 1), String(i % 5 + 1),
        ...Array.from(weights.subarray(5 * i, 5 * i + 5), value => format.number(value, 3))])));
  }

  /** Returns the colour of a weight, from the background to the colour of its sign. */
  function shade(value) {
    const ink = page.colour(value > 0 ? 'right' : 'wrong').split(',').map(Number);
    const hex = page.colour('card').slice(1);
    const share = Math.min(1, Math.abs(value));
    return ink.map((part, i) => part * share + parseInt(hex.slice(2 * i, 2 * i + 2), 16) * (1 - share));
  }

  function featureMaps(card, net) {
    const sample = evaluation && evaluation.sample;
    if (!sample) {
      card.remove();
      return;
    }
    const pixels = page.bytes(sample.image);
    const maps = lenet.features(net, lenet.input(net, pixels, evaluation.imageHeight, evaluation.imageWidth));
    card.append(element('ul', {class: 'pictures small'}, element('li', null,
      page.greyscaleCanvas(pixels, evaluation.imageWidth, evaluation.imageHeight, `The first test image, ${withArticle(sample.label)}`),
      `input, ${withArticle(sample.label)}`)));
    const layer = (name, title, {side, maps: count, values}) => {
      const least = Math.min(...values);
      const span = Math.max(...values) - least || 1;
      const list = element('ul', {class: 'pictures small'});
      for (let map = 0; map < count; map++) {
        const grey = Uint8Array.from(values.subarray(map * side * side, (map + 1) * side * side), value => 255 * (value - least) / span);
        list.append(element('li', null, page.greyscaleCanvas(grey, side, side, `${name}, map ${map + 1} of ${count}, ${side}x${side}`)));
      }
      card.append(element('h4', null, title), list);
    };
    layer('c1', 'c1: six maps of 28x28', maps.c1);
    layer('s2', 's2: pooled to 14x14', maps.s2);
    layer('c3', 'c3: sixteen maps of 10x10', maps.c3);
  }

  function configuration(card) {
    card.append(table('Options of the run, from run.json', [{title: 'option'}, {title: 'value', words: true}],
      Object.entries(settings).map(([name, value]) => [name, String(value)]), 'wide settings'));
  }

  function provenance() {
    const names = {'lenet-spark': 'lenet-spark', gitCommit: 'git commit', spark: 'Spark', hadoop: 'Hadoop',
      deeplearning4j: 'Deeplearning4j', java: 'Java'};
    const rows = Object.entries(record.versions || {}).map(([name, version]) => [names[name] || name, String(version)]);
    rows.push(['engine', result.computedBy || String(record.engine || '–').toLowerCase()]);
    rows.push(['replicas', String(record.replicas || '–')]);
    rows.push(['run directory', data.uri]);
    byId('versions').append(table('Software of this run', [{title: 'component'}, {title: 'version', words: true}], rows, 'wide settings'));
    const files = Object.entries(record.data || {});
    byId('files').append(scrolling('Data files', table('Data files in ' + (record.dataUri || '–'),
      [{title: 'file'}, {title: 'bytes'}, {title: 'SHA-256 of the content', words: true}],
      files.map(([name, file]) => [file.name || name, format.count(file.bytes),
        element('span', {class: 'digest'}, file.contentSha256 || file.sha256 || '–')]), 'wide')));
  }

  page.removePartsWithoutData();
  heading();
  figures();
  ifAny('loss', hasAny(epochs.loss) || hasAny(rounds.loss), lossChart);
  ifAny('accuracy', hasAny(epochs.trainingAccuracy) || hasAny(epochs.validationAccuracy) || hasAny(rounds.trainingAccuracy), accuracyChart);
  ifAny('rate', hasAny(rounds.learningRate), rateChart);
  ifAny('divergence', hasAny(rounds.divergence), divergenceChart);
  ifAny('time', hasAny(rounds.computeSeconds), timeChart);
  ifAny('throughput', hasAny(epochs.examplesPerSecond) || hasAny(rounds.examplesPerSecond), throughputChart);
  ifAny('lanes', data.replicas.count > 0, lanes);
  if (evaluation) {
    confusion(byId('confusion'));
    classes(byId('classes'));
    wrong(byId('wrong'));
  }
  layers(byId('layers'));
  if (data.convolutions) {
    const net = lenet.network(data.convolutions);
    filters(byId('filters'), net);
    featureMaps(byId('maps'), net);
  }
  configuration(byId('settings'));
  provenance();
})();
