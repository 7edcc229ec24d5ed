// Recurring revenue: what moved it, that the movements add up, where it goes, and what new customers are worth.

const MOVEMENTS = ['new_mrr', 'reactivation_mrr', 'expansion_mrr', 'contraction_mrr', 'churn_mrr', 'fx_mrr'];
const MRR = 'monthly_recurring_revenue';

function bridgeCard(row) {
  const title = t('revenue.bridge', { period: periodName(row.period_type, row.period_start) });
  const own = ownMeasures(row);
  if (row.kpi_value === null || own.opening_mrr === null || own.opening_mrr === undefined) return card({ title, class: 'wide' }, empty(t('empty.values')));
  let level = own.opening_mrr;
  const steps = [{ name: t('revenue.opening'), from: 0, to: level, amount: level, kind: 'level' }];
  for (const name of MOVEMENTS) {
    const moved = own[name] || 0;
    steps.push({ name: measureName(name), from: level, to: level + moved, amount: moved, kind: moved >= 0 ? 'up' : 'down' });
    level += moved;
  }
  steps.push({ name: t('revenue.closing'), from: 0, to: row.kpi_value, amount: row.kpi_value, kind: 'level' });
  const lowest = Math.min(...steps.flatMap((step) => (step.kind === 'level' ? [step.to] : [step.from, step.to])));
  const highest = Math.max(...steps.map((step) => Math.max(step.from, step.to)));
  // where the movements are small beside the level, the axis begins above zero, and says so
  const start = highest - lowest < highest * 0.4 ? Math.max(0, lowest - (highest - lowest) * 0.6) : 0;
  const rows = steps.map((step, place) => ({
    ...step, from: step.kind === 'level' ? start : step.from, place, next: steps[place + 1] ? steps[place + 1].name : null,
    text: step.kind === 'level' ? money(step.amount) : `${step.amount > 0 ? '+' : step.amount < 0 ? '−' : ''}${money(Math.abs(step.amount))}`,
    top: Math.max(step.from, step.to), tip: `${step.name}: ${money(step.amount)}`,
  }));
  const residual = row.kpi_value - level;
  return card({ title, class: 'wide', note: start > 0 ? t('revenue.cut_axis') : null },
    chart('bridge', t('chart.bridge', { list: rows.map((step) => `${step.name} ${step.text}`).join('; ') }), rows, { names: rows.map((step) => step.name), unit_title: currency(), start, end: highest }),
    h('p', { class: 'note', id: 'bridge-sum', 'data-residual': residual.toFixed(4) }, Math.abs(residual) < 0.01 ? t('revenue.adds_up', { value: money(row.kpi_value, 2) }) : t('revenue.residual', { value: money(residual, 2) })));
}

function movementsCard(kpi, type) {
  const rows = series(MRR, type, STATE.scope).filter((row) => row.period_start <= startOf(type) || STATE.type === 'official').slice(-SHOWN[type] / (type === 'week' ? 2 : 1));
  const kinds = MOVEMENTS.filter((name) => name !== 'fx_mrr');
  const values = rows.flatMap((row) => kinds.map((name, order) => ({
    start: day(row.period_start).getTime(), name: measureName(name), order, amount: ownMeasures(row)[name] || 0,
    label: axisPeriod(day(row.period_start), type), tip: `${periodName(type, row.period_start)} · ${measureName(name)}: ${money(ownMeasures(row)[name] || 0)}`,
  })));
  const nets = rows.map((row) => {
    const net = kinds.reduce((sum, name) => sum + (ownMeasures(row)[name] || 0), 0);
    return { start: day(row.period_start).getTime(), net, tip: `${periodName(type, row.period_start)} · ${t('revenue.net')}: ${money(net)}` };
  });
  const title = t('revenue.movements', { type: t(`each.${type}`) });
  if (!values.some((row) => row.amount)) return card({ title, class: 'wide' }, empty(t('empty.values')));
  const colours = [colour('value'), colour('not_assessed'), colour('compare'), colour('at_risk'), colour('off_target')];
  const names = kinds.map(measureName);
  return card({ title, class: 'wide', note: t('revenue.no_fx') },
    chart('movements', t('chart.movements', { n: rows.length }), { rows: values, nets }, {
      names, colours, unit_title: currency(), order: rows.map((row) => day(row.period_start).getTime()),
      period_type: type, step_ticks: ticks(rows.map((row) => row.period_start), 12),
    }),
    legend([...names.map((name, place) => [null, name, colours[place]]), ['low', t('revenue.net')]]));
}

function forecastCards() {
  const all = inScope('forecast', STATE.scope);
  const title = t('revenue.forecast');
  if (all === null) return [card({ title, class: 'wide' }, empty(t('revenue.no_forecast')))];
  const rows = all.filter((row) => row.forecast_mrr !== null);
  const [told] = all;
  if (!rows.length) return [card({ title, class: 'wide' }, empty((told && both(told, 'message')) || t('empty.values')))];
  const first = rows[0];
  const history = series(MRR, 'month', STATE.scope).filter((row) => row.is_complete_period && row.period_start <= first.origin_month_start && row.kpi_value !== null);
  const values = history.map((row) => ({
    start: day(row.period_start).getTime(), actual: row.kpi_value, forecast: null, low: null, high: null,
    tip: `${periodName('month', row.period_start)}: ${money(row.kpi_value)}`,
  }));
  const last = values[values.length - 1];
  if (last) Object.assign(last, { forecast: last.actual, low: last.actual, high: last.actual });
  for (const row of rows) {
    values.push({
      start: day(row.month_start).getTime(), actual: null, forecast: row.forecast_mrr, low: row.low_mrr, high: row.high_mrr,
      tip: `${periodName('month', row.month_start)}: ${money(row.forecast_mrr)} (${money(row.low_mrr)} – ${money(row.high_mrr)})`,
    });
  }
  const end = rows[rows.length - 1];
  const methods = [['movements', 'movements_mae'], ['naive', 'naive_mae'], ['seasonal_naive', 'seasonal_naive_mae']];
  const starts = [...history.map((row) => row.period_start), ...rows.map((row) => row.month_start)];
  const horizons = [1, 3, 6, 12, 24].filter((n) => rows.some((row) => row.horizon_months === n));
  return [
    card({ title, class: 'wide', note: both(rows.find((row) => row.horizon_months === 12) || rows[0], 'message') },
      chart('forecast', t('chart.forecast', { last: money(last ? last.actual : 0), month: periodName('month', end.month_start), value: money(end.forecast_mrr), low: money(end.low_mrr), high: money(end.high_mrr) }), values, { unit_title: currency(), ticks: ticks(starts, 12) }),
      legend([['value', t('revenue.actual')], ['incomplete', t('revenue.ahead')], ['interval', t('revenue.interval', { level: percent(first.interval_level, 0) })]])),
    card({ title: t('revenue.errors'), class: 'wide', note: t('revenue.errors_note', { n: number(first.backtest_origins ?? 0, 0), tests: number(first.interval_count ?? 0, 0), coverage: first.interval_coverage === null ? t('label.none') : percent(first.interval_coverage, 0), level: percent(first.interval_level, 0) }) },
      table([
        { label: t('revenue.method'), cell: ([name]) => [t(`forecast.${name}`), name === first.method ? h('span', { class: 'muted' }, ` ${t('revenue.shown')}`) : ''] },
        ...horizons.map((n) => ({ label: t('unit.ahead', { n }), number: true, cell: ([, field]) => amount(rows.find((row) => row.horizon_months === n)[field], 'currency') })),
      ], methods, { label: t('revenue.errors'), id: 'forecast-errors', key: ([name]) => name, rowClass: ([name]) => (name === first.method ? 'strong' : null) })),
    card({ title: t('revenue.ahead_table'), class: 'broad' }, table([
      { label: word('period_type', 'month'), cell: (row) => periodName('month', row.month_start) },
      { label: t('revenue.ahead'), number: true, cell: (row) => money(row.forecast_mrr) },
      { label: t('label.low'), number: true, cell: (row) => amount(row.low_mrr, 'currency') },
      { label: t('label.high'), number: true, cell: (row) => amount(row.high_mrr, 'currency') },
    ], rows.filter((row) => horizons.includes(row.horizon_months)), { label: t('revenue.ahead_table'), id: 'forecast-months' })),
  ];
}

function growthCard() {
  const rows = (inScope('growth', STATE.scope) || []).filter((row) => row.period_type === 'quarter' && row.is_complete_period && row.lifetime_value !== null && row.acquisition_rate !== null);
  const title = t('revenue.growth');
  if (!rows.length) return card({ title, class: 'wide' }, empty(t('empty.values')));
  const values = rows.map((row, place) => ({
    x: row.acquisition_rate, y: row.lifetime_value, order: place, is_last: place === rows.length - 1, label: shortQuarter(row.period_start),
    tip: `${periodName('quarter', row.period_start)}: ${percent(row.acquisition_rate)} · ${money(row.lifetime_value)}${row.quadrant ? ` · ${both(row, 'quadrant')}` : ''}`,
  }));
  const last = rows[rows.length - 1];
  const facts = [];
  if (last.required_new_customers !== null) facts.push(t('revenue.required', { n: number(last.new_customers, 0), needed: number(Math.ceil(last.required_new_customers), 0) }));
  if (last.break_even_rate !== null) facts.push(t('revenue.break_even', { rate: percent(last.acquisition_rate), even: percent(last.break_even_rate) }));
  return card({ title, class: 'wide', note: t('revenue.growth_note') },
    h('div', { class: 'split' },
      chart('growth', t('chart.growth', { n: rows.length }), { rows: values, marks: [{ x: last.acquisition_reference, y: last.lifetime_value_reference }] }, { clv_title: t('revenue.axis_clv', { currency: currency() }) }),
      h('div', null, last.quadrant && h('h3', null, `${periodName('quarter', last.period_start)}: ${both(last, 'quadrant')}`), last.quadrant && h('p', { class: 'what-to-do' }, both(last, 'action')), facts.map((text) => h('p', null, text)))));
}

PAGES.revenue = {
  title: () => t('page.revenue'),
  filters: ['scope', 'type'],
  show() {
    const kpi = DATA.kpis.get(MRR);
    const type = typeOf(kpi);
    const row = chosenRow(kpi);
    const head = pageHead(t('page.revenue'), t('revenue.lead', { scope: scopeName(STATE.scope) }));
    if (!row) return [head, card(t('page.revenue'), empty(t('empty.values')))];
    const own = ownMeasures(row);
    const facts = [['arr', 'currency'], ['customers', 'count'], ['arpa', 'currency'], ['quick_ratio', 'ratio']];
    return [
      head,
      h('section', { class: `headline headline-${shapeOf(row.target_status)}` },
        h('div', { class: 'big' }, h('span', { class: 'value', 'data-field': 'kpi_value' }, valueOf(row, 'currency')), h('span', { class: 'period' }, periodName(type, row.period_start))),
        h('dl', { class: 'facts' },
          h('div', null, h('dt', null, t('label.target')), h('dd', null, targetText(row) || t('label.none'))),
          h('div', null, h('dt', null, changeLabel(row, kpi)), h('dd', null, changeOf(row, kpi))),
          facts.map(([name, unit]) => h('div', null, h('dt', null, measureName(name)), h('dd', { 'data-field': name }, amount(own[name], unit))))),
        h('div', null, statusBadge(row))),
      h('div', { class: 'cards' }, bridgeCard(row), movementsCard(kpi, type), forecastCards(), growthCard()),
    ];
  },
};
