// Dated remarks on a KPI's numbers: what happened, beside the trend that it moved.

// The remarks of a scope and of the wider ones on rows of a KPI, each with the places of the rows that it is about.
function remarksOn(kpi, rows) {
  const rep = DATA.sets.reps.find((row) => scopeOf(row) === STATE.scope);
  const scopes = ['company:all', STATE.scope, rep && `team:${rep.team_id}`];
  const ends = rows.map((row) => (periodOf(row) || {}).period_end || row.period_start);
  return (DATA.sets.remarks || []).filter((remark) => scopes.includes(scopeOf(remark)) && [null, kpi.kpi_id].includes(remark.kpi_id))
    .map((remark) => ({ ...remark, places: [...rows.keys()].filter((place) => remark.first_on <= ends[place] && (remark.last_on || remark.first_on) >= rows[place].period_start) }))
    .filter((remark) => remark.places.length);
}

function remarkText(remark) {
  const days = remark.last_on ? t('remark.days', { first: dateText(remark.first_on), last: dateText(remark.last_on) }) : dateText(remark.first_on);
  return t('remark.text', { days, scope: scopeName(scopeOf(remark)), text: both(remark, 'text') });
}

// Mark each remark by its number where it begins, and write it into the values of all its periods.
function withRemarks(values, remarks) {
  for (const row of values) row.note = null;
  remarks.forEach((remark, place) => {
    const begins = values[remark.places[0]];
    begins.note = begins.note ? `${begins.note}, ${place + 1}` : `${place + 1}`;
    for (const at of remark.places) values[at].tip += ` · ${t('remark.numbered', { n: place + 1, text: both(remark, 'text') })}`;
  });
  return values;
}

// What is listed below the chart, under the numbers that the chart shows.
const remarkList = (remarks) => remarks.length > 0 && h('ol', { class: 'remarks', 'aria-label': t('legend.remark') }, remarks.map((remark) => h('li', null, remarkText(remark))));
const remarkCount = (remarks) => (remarks.length ? t('chart.remarks', { n: remarks.length }) : '');
