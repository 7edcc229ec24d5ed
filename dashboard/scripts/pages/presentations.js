// Interactive presentations: who sees them to the end, what follows, and whether it helps to close.

function sessionsCard(type) {
  const kpiId = 'presentation_engagement';
  const rows = series(kpiId, type, STATE.scope).filter((row) => STATE.type === 'official' || row.period_start <= startOf(type)).slice(type === 'week' ? -26 : -SHOWN[type]);
  const title = t('presentations.sessions', { type: t(`each.${type}`) });
  if (!rows.some((row) => row.denominator)) return card({ title, class: 'wide' }, empty(t('empty.values')));
  const kinds = [t('presentations.completed'), t('presentations.left')];
  const values = rows.flatMap((row) => [row.numerator || 0, (row.denominator || 0) - (row.numerator || 0)].map((count, place) => ({
    start: day(row.period_start).getTime(), name: kinds[place], order: place, amount: count,
    tip: `${periodName(type, row.period_start)} · ${kinds[place]}: ${number(count, 0)}${row.is_complete_period ? '' : ` · ${t('legend.incomplete')}`}`,
  })));
  const colours = [colour('value'), colour('value_soft')];
  return card({ title, class: 'wide' },
    chart('stacks', t('chart.sessions', { n: rows.length }), values, { names: kinds, colours, unit_title: t('presentations.unit'), order: rows.map((row) => day(row.period_start).getTime()), period_type: type, step_ticks: ticks(rows.map((row) => row.period_start), 12) }),
    legend(kinds.map((name, place) => [null, name, colours[place]])));
}

function presentationFacts(type) {
  const start = startOf(type);
  const row = series('presentation_engagement', type, STATE.scope).find((item) => item.period_start === start);
  const follow = series('follow_up_time', type, STATE.scope).find((item) => item.period_start === start);
  if (!row) return null;
  const own = ownMeasures(row);
  const later = follow ? ownMeasures(follow) : {};
  const fact = (label, value, field) => h('div', null, h('dt', null, label), h('dd', { 'data-field': field }, value));
  return h('section', { class: `headline headline-${shapeOf(row.target_status)}` },
    h('div', { class: 'big' }, h('span', { class: 'value', 'data-field': 'kpi_value' }, valueOf(row, 'rate')), h('span', { class: 'period' }, t('presentations.seen', { period: periodName(type, start) }))),
    h('dl', { class: 'facts' },
      fact(t('presentations.all'), amount(row.denominator, 'count'), 'denominator'),
      fact(kpiName('follow_up_time'), follow ? amount(follow.kpi_value, 'minutes') : t('label.none'), 'follow_up_time'),
      fact(measureName('followed_up_within_24_hours_rate'), amount(later.followed_up_within_24_hours_rate ?? null, 'rate'), 'followed_up_within_24_hours_rate'),
      fact(measureName('meetings_scheduled'), amount(own.meetings_scheduled, 'count'), 'meetings_scheduled'),
      fact(measureName('close_rate'), amount(own.close_rate, 'rate'), 'close_rate')));
}

function pairCard(kpiId) {
  const kpi = DATA.kpis.get(kpiId);
  const type = STATE.type === 'official' ? 'month' : STATE.type;
  const rows = series(kpiId, type, STATE.scope).filter((row) => STATE.type === 'official' || row.period_start <= startOf(type)).slice(-SHOWN[type]);
  const known = rows.filter((row) => row.kpi_value !== null);
  if (!known.length) return card(kpiName(kpiId), empty(t('empty.values')));
  const remarks = remarksOn(kpi, rows);
  return card({ title: kpiName(kpiId), side: h('a', { class: 'small', href: address({ page: 'kpi', argument: kpiId }) }, t('nav.more')) },
    chart('trend', t('chart.trend', { kpi: kpiName(kpiId), scope: scopeName(STATE.scope), first: periodName(type, rows[0].period_start), last: periodName(type, rows[rows.length - 1].period_start), value: amount(known[known.length - 1].kpi_value, kpi.unit) }) + remarkCount(remarks),
      withRemarks(chartRows(rows, kpi.unit), remarks), { unit: kpi.unit, unit_title: unitName(kpi.unit), period_type: type, ticks: ticks(rows.map((row) => row.period_start), 6), ...axisOf(kpi) }),
    remarkList(remarks));
}

function engagementTable(type) {
  const rows = series('presentation_engagement', type, STATE.scope).filter((row) => row.period_start <= startOf(type)).slice(-8).reverse();
  if (!rows.length) return null;
  const later = (row) => ownMeasures({ ...row, kpi_id: 'follow_up_time' });
  const own = (name, unit) => ({ label: measureName(name), number: true, cell: (row) => amount(ownMeasures(row)[name] ?? null, unit) });
  return card({ title: t('presentations.history'), class: 'wide' }, table([
    { label: t('filter.period'), class: 'nowrap', cell: (row) => periodName(type, row.period_start) },
    { label: t('presentations.all'), number: true, cell: (row) => amount(row.denominator, 'count') },
    { label: t('presentations.completed'), number: true, cell: (row) => amount(row.numerator, 'count') },
    own('page_views', 'count'), own('video_views', 'count'), own('video_watch_share', 'rate'),
    { label: measureName('email_count'), number: true, cell: (row) => amount(later(row).email_count ?? null, 'count') },
    { label: measureName('sms_count'), number: true, cell: (row) => amount(later(row).sms_count ?? null, 'count') },
    own('meetings_scheduled', 'count'), own('close_rate', 'rate'),
  ], rows, { label: t('presentations.history'), id: 'presentations-table', key: (row) => row.period_start }));
}

PAGES.presentations = {
  title: () => t('page.presentations'),
  filters: ['scope', 'type'],
  show() {
    const type = STATE.type === 'official' ? 'month' : STATE.type;
    return [
      pageHead(t('page.presentations'), t('presentations.lead', { scope: scopeName(STATE.scope) })),
      presentationFacts(type),
      h('div', { class: 'cards' }, sessionsCard(type), pairCard('presentation_engagement'), pairCard('follow_up_time'), engagementTable(type)),
    ];
  },
};
