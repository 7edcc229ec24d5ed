// The pages of a scope one after the other, for paper, then those of the KPIs that miss their target: `make report` prints this one.

const missedKpis = () => [...DATA.kpis.values()].filter((kpi) => ['at_risk', 'off_target'].includes(statusOf(kpi)));

PAGES.report = {
  title: () => t('page.report'),
  filters: ['scope', 'type'],
  needs: () => [...(STATE.scope.startsWith('rep:') ? PAGES.rep.needs() : []), ...missedKpis().flatMap((kpi) => PAGES.kpi.needs(kpi.kpi_id))],
  show() {
    const parts = [...(STATE.scope.startsWith('rep:') ? ['rep'] : []), 'scorecard', 'revenue', 'funnel', 'presentations', 'together', 'sources'];
    return [
      ...parts.map((name) => PAGES[name].show(null)),
      ...missedKpis().map((kpi) => PAGES.kpi.show(kpi.kpi_id)),
    ].map((shown) => h('div', { class: 'part' }, shown));
  },
};
