-- What the company looks at first.
select
    focus_rank as rank,
    name_{language} as kpi,
    why_{language} as why,
    action_{language} as action,
    owner
from kpi_focus
where scope_type = 'company'
order by focus_rank
