{#
  The bound is judged where cells are read, and follows the as-of date, which comes from the records that were read. Only
  the year matters here, so it is taken from the same dates before: a bound takes early dates away, never the latest.
-#}
{%- set sources = [] -%}
{%- for system in variable('systems') -%}
    {%- for source in latest_dates_of(system) -%}
        {%- do sources.append(dict(source, table=ref(source.seed))) -%}
    {%- endfor -%}
{%- endfor -%}
{%- set loaded = loaded_seeds() -%}
{%- set as_of_date = variable('as_of_date') or none -%}
{#- an export without a creation was still made on some day -#}
{%- set told_by = "coalesce(happened_on, cast('" ~ variable('imported_on') ~ "' as date))" if variable('imported_on') else 'happened_on' -%}
with

{% if variable('earliest_date') or as_of_date or not execute -%}
latest as (

    select cast({{ "'" ~ as_of_date ~ "'" if as_of_date else 'null' }} as date) as happened_on

),
{%- else -%}
happened as (

    {% for source in sources -%}
    {%- set contract = export_contract(source.seed, source.table, loaded) -%}
    {%- set cells = {} -%}
    {%- for column in contract.columns -%}
        {%- do cells.update({snake_case(column.name): export_cell(contract, column)}) -%}
    {%- endfor -%}
    select
        {{ reporting_date(parse_timestamp('cells.happened_at')) }} as happened_on,
        1 as records
    from (
        select {{ cells[snake_case(source.column)] }} as happened_at
        from {{ source.table }}
        where
            1 = 1
            {%- for flag in ['is_deleted', 'is_test'] if flag in cells %}
            and not coalesce({{ parse_boolean(cells[flag]) }}, false)
            {%- endfor %}
            {{ 'and ' ~ differs_from('lower(' ~ cells[source.planned] ~ ')', "'planned'") if source.planned }}
    ) as cells
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

{{ latest_sound_day() }},
{%- endif %}

bound as (

    select
        coalesce(
            {%- if variable('earliest_date') %}
            cast('{{ variable("earliest_date") }}' as date),
            {%- else %}
            cast({{ dbt.dateadd('year', -15, dbt.date_trunc('year', told_by)) }} as date),
            {%- endif %}
            -- without a record there is nothing to bound
            cast('0001-01-01' as date)
        ) as earliest_on
    from latest

)

select
    earliest_on,
    {{ start_of_day('earliest_on', "'" ~ variable('reporting_time_zone') ~ "'") }} as earliest_at
from bound
