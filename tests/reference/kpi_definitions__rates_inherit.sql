-- Counts and money never inherit a target: a team's share of the company's is no target of its own.
{{ config(severity='warn') }}
select kpi_id
from {{ ref('kpi_definitions') }}
where target_inherits = (unit in ('currency', 'count'))
