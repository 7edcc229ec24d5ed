-- A value that is mapped twice, or to what no model knows, would be counted wrongly. The loader on DuckDB says so before the build.
select *
from (
    select
        system,
        field,
        value,
        meaning,
        {{ row_problem('value_mappings') }} as problem
    from {{ ref('value_mappings') }}
) as judged
where problem is not null
