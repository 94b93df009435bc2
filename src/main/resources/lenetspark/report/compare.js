'use strict';

/* Comparison of several runs. */
(() => {
  const {data, element, byId, isNumber, format, table, scrolling, dataTable, points, hasAny} = page;
  const {runs} = data;

  function results(card) {
    const key = i => {
      const line = element('span', {class: 'key'});
      page.drawAndRedraw(() => { line.style.background = page.series(i); });
      return element('span', {title: runs[i].uri}, line, runs[i].name);
    };
    const rows = runs.map((run, i) => {
      const result = run.result || {};
      const {seconds, examples} = run.totals;
      return [key(i), format.percent(result.testAccuracy), format.percent(result.validationAccuracy),
        format.number(result.testLoss), result.bestEpoch ? `${result.bestEpoch} of ${result.epochs}` : '–',
        format.seconds(result.seconds), seconds > 0 ? format.count(examples / seconds) : '–',
        result.reason || 'no result'];
    });
    card.append(scrolling('Results', table('Results of each run',
      [{title: 'run'}, {title: 'test accuracy'}, {title: 'validation'}, {title: 'test loss'}, {title: 'best epoch'},
        {title: 'time'}, {title: 'examples/s'}, {title: 'end', words: true}], rows, 'wide')));
  }

  function differences(card) {
    if (data.differences.length === 0) {
      card.append(element('p', null, 'No differences: the runs have the same settings, versions and data.'));
      return;
    }
    card.append(scrolling('Settings that differ', table('Settings that are not equal in all runs',
      [{title: 'setting'}, ...runs.map(run => ({title: run.name, words: true}))],
      data.differences.map(row => [row.name, ...row.values.map(value => value === null || value === '' ? '–' : value)]), 'wide')));
  }

  /** Draws one line for each run, or removes the card if no run has the quantity. */
  function overlay(id, column, what, show, options, scale = 1) {
    const card = byId(id);
    const values = runs.map(run => column(run.epochs));
    if (!values.some(hasAny)) {
      card.remove();
      return;
    }
    page.lineChart(card, runs.map((run, i) => ({
      label: run.name,
      points: points(run.epochs.at, values[i], scale),
      series: i,
      dash: i < 8 ? [] : [5, 4],
      markers: true,
      marker: ['circle', 'rect', 'triangle', 'rectRot'][i % 4]
    })), Object.assign({
      label: `Line chart of the ${what} of ${runs.length} runs over the epochs: `
        + runs.map((run, i) => `${run.name} ends at ${show((values[i] || []).filter(isNumber).at(-1))}`).join(', ') + '.'
    }, options));
    const longest = runs.reduce((long, run) => run.epochs.at.length > long.length ? run.epochs.at : long, []);
    const at = (i, position) => values[i] && values[i][runs[i].epochs.at.indexOf(position)];
    card.append(dataTable(what[0].toUpperCase() + what.slice(1), [{title: 'epoch'}, ...runs.map(run => ({title: run.name}))],
      longest.map(position => [format.short(position), ...runs.map((_, i) => show(at(i, position)))])));
  }

  byId('subtitle').textContent = `${runs.length} runs: ` + runs.map(run => run.name).join(', ');
  byId('footer').textContent = 'Generated ' + format.instant(data.written)
    + ' by lenet-spark. Charts by Chart.js. This page loads no external resources.';
  page.notes(data.notes);
  results(byId('runs'));
  differences(byId('differences'));
  overlay('accuracy', epochs => hasAny(epochs.averageValidationAccuracy) ? epochs.averageValidationAccuracy : epochs.validationAccuracy,
    'validation accuracy', value => format.percent(value),
    {tick: value => format.short(value) + ' %', tooltip: value => value.toFixed(2) + ' %'}, 100);
  overlay('validation', epochs => hasAny(epochs.averageValidationLoss) ? epochs.averageValidationLoss : epochs.validationLoss,
    'validation loss', value => format.number(value), {logarithmic: true});
  overlay('loss', epochs => epochs.loss, 'training loss', value => format.number(value), {logarithmic: true});
  overlay('throughput', epochs => epochs.examplesPerSecond, 'throughput', value => format.count(value),
    {min: 0, size: 'low', tick: value => format.count(value), tooltip: value => format.count(value) + ' examples/s'});
})();
