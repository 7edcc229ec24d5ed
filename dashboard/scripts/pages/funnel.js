// How far leads get, how soon they become customers, and how long customers stay.

const STAGES = ['lead', 'sql', 'meeting', 'won', 'customer'];

function funnelCard(type) {
  const title = t('funnel.title', { period: periodName(type, startOf(type)) });
  const rows = inScope('funnel', STATE.scope);
  if (rows === null) return card({ title, class: 'wide' }, empty(t('empty.mart')));
  const row = rows.find((item) => item.period_type === type && item.period_start === startOf(type));
  if (!row || !row.lead_count) return card({ title, class: 'wide' }, empty(t('funnel.none')));
  const values = STAGES.map((stage, place) => {
    const count = row[`${stage}_count`];
    return {
      name: t(`stage.${stage}`), count, place,
      text: place ? t('funnel.text', { n: number(count, 0), share: percent(count / row.lead_count) }) : number(count, 0),
      tip: place ? t('funnel.tip', { stage: t(`stage.${stage}`), n: number(count, 0), share: percent(count / row.lead_count) }) : `${t('stage.lead')}: ${number(count, 0)}`,
    };
  });
  return card({ title, class: 'wide', note: t('funnel.note') },
    chart('funnel', t('chart.funnel', { list: values.map((item) => `${item.name} ${item.text}`).join('; ') }), values, { names: values.map((item) => item.name), most: row.lead_count * (window.innerWidth < 720 ? 2.6 : 1.12) }));
}

function funnelTable(type) {
  const rows = (inScope('funnel', STATE.scope) || []).filter((row) => row.period_type === type && row.period_start <= startOf(type)).slice(-8);
  if (!rows.length) return null;
  const share = (part, whole) => (whole ? percent(part / whole) : t('label.none'));
  return card({ title: t('funnel.history'), class: 'wide', note: t('funnel.young') }, table([
    { label: t('filter.period'), class: 'nowrap', cell: (row) => periodName(type, row.period_start) },
    ...STAGES.map((stage) => ({ label: t(`stage.${stage}`), number: true, cell: (row) => h('span', { 'data-field': stage }, number(row[`${stage}_count`], 0)) })),
    { label: t('funnel.lead_to_sql'), number: true, cell: (row) => share(row.sql_count, row.lead_count) },
    { label: t('funnel.sql_to_meeting'), number: true, cell: (row) => share(row.meeting_count, row.sql_count) },
    { label: t('funnel.sql_to_won'), number: true, cell: (row) => share(row.won_count, row.sql_count) },
  ], rows.reverse(), { label: t('funnel.history'), id: 'funnel-table', key: (row) => row.period_start }));
}

function conversionCard() {
  const kpiId = 'sql_to_customer_conversion_rate';
  const title = t('funnel.conversion');
  const rows = series(kpiId, 'month', STATE.scope).filter((row) => row.sample_size > 0).slice(-18);
  if (!rows.length) return card({ title, class: 'wide' }, empty(t('empty.values')));
  const asOf = day(DATA.about.as_of_date);
  const windows = [['30', 'converted_30_days_rate'], ['60', 'converted_60_days_rate'], ['90', null], ['180', 'converted_180_days_rate']];
  const values = rows.flatMap((row) => windows.map(([days, field]) => {
    const rate = field ? ownMeasures(row)[field] : row.kpi_value;
    const ripe = (asOf - day(periodOf(row).period_end)) / 86400000 >= Number(days);
    const cohort = t('funnel.cohort', { period: periodName('month', row.period_start), n: number(row.sample_size, 0) });
    return {
      row: cohort, column: days, value: rate ?? null, ripe, text: rate === null || rate === undefined ? '' : percent(rate),
      tip: `${cohort} · ${t('unit.within_days', { n: days })}: ${amount(rate ?? null, 'rate')}${ripe ? '' : ` · ${t('funnel.unripe')}`}`,
    };
  }));
  return card({ title, class: 'broad', note: t('funnel.conversion_note') },
    chart('heat', t('chart.conversion', { n: rows.length }), values, heatGiven(values, windows.map(([days]) => days), 26, t('funnel.days'))),
    heatLegend());
}

function heatGiven(values, columns, height, columnTitle) {
  const names = [...new Set(values.map((item) => item.row))];
  const shown = values.filter((item) => item.value !== null).map((item) => item.value);
  const high = Math.max(0.0001, ...shown);
  // numbers only where the cells are wide enough for them
  return { rows_in_order: names, columns, column_title: columnTitle, height: names.length * height, low: 0, high, fits: `width >= ${columns.length * 34}` };
}

const heatLegend = () => h('p', { class: 'note' }, t('funnel.heat'));

function retentionCard() {
  const title = t('funnel.retention');
  const rows = inScope('retention', STATE.scope);
  if (rows === null) return card({ title }, empty(t('empty.mart')));
  if (!rows.length) return card({ title }, empty(t('empty.values')));
  const values = rows.map((row) => {
    const cohort = t('funnel.cohort', { period: periodName('quarter', row.cohort_start), n: number(row.customer_count, 0) });
    const share = row.active_count / row.customer_count;
    return {
      row: cohort, column: String(row.quarters_since), value: share, ripe: true, text: percent(share, 0),
      tip: t('funnel.kept', { cohort: periodName('quarter', row.cohort_start), n: row.quarters_since, active: number(row.active_count, 0), all: number(row.customer_count, 0), share: percent(share, 0) }),
    };
  });
  const columns = [...new Set(rows.map((row) => row.quarters_since))].sort((a, b) => a - b).map(String);
  return card({ title, class: 'broad', note: t('funnel.retention_note') },
    chart('heat', t('chart.retention', { n: new Set(rows.map((row) => row.cohort_start)).size }), values, { ...heatGiven(values, columns, 30, t('funnel.quarters')), low: 0.4, high: 1 }));
}

PAGES.funnel = {
  title: () => t('page.funnel'),
  filters: ['scope', 'type'],
  show() {
    const type = STATE.type === 'official' ? 'quarter' : STATE.type;
    return [
      pageHead(t('page.funnel'), t('funnel.lead', { scope: scopeName(STATE.scope) })),
      h('div', { class: 'cards' }, funnelCard(type), funnelTable(type), conversionCard(), retentionCard()),
    ];
  },
};
