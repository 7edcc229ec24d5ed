-- Targets that hit nothing, or for a part of whose time a later one holds; the scorecard in the terminal says what to do about each.
{{ config(severity='warn', group='foundation') }}
select
    kpi_id,
    scope_type,
    written_scope,
    period_type,
    valid_from,
    problem
from {{ ref('int_targets') }}
where problem is not null
