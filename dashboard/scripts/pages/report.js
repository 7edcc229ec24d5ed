// The pages of a scope one after the other, for paper, then those of the KPIs that miss their target: `make report` prints this one.

PAGES.report = {
  title: () => t('page.report'),
  filters: ['scope', 'type'],
  show() {
    const parts = [...(STATE.scope.startsWith('rep:') ? ['rep'] : []), 'scorecard', 'revenue', 'funnel', 'presentations', 'together', 'sources'];
    const kpis = [...DATA.kpis.values()].filter((kpi) => ['at_risk', 'off_target'].includes(statusOf(kpi)));
    return [
      ...parts.map((name) => PAGES[name].show(null)),
      ...kpis.map((kpi) => PAGES.kpi.show(kpi.kpi_id)),
    ].map((shown) => h('div', { class: 'part' }, shown));
  },
};
