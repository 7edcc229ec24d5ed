select focus_rank, name_{l}, why_{l}, action_{l}
from kpi_focus
where scope_type = 'company'
order by focus_rank
limit 5
