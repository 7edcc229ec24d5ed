{#
    What a system's staging has of an export: the accepted rows, with the columns that export_columns lists. The generic
    form is staging as it is parsed, so its rejected rows are left out here.
#}
{% macro staged_records(system, export) -%}
    {%- set staged = ref('stg_' ~ system ~ '__' ~ export) -%}
    {%- if system != 'generic' -%} {{ return(staged) }} {%- endif -%}
    (
        select
            parsed.*,
            {%- if export == 'accounts' %}
            -- the generic form has none of these for an account
            false as is_deleted,
            false as is_test,
            cast(null as {{ dbt.type_string() }}) as merged_into_id,
            {%- endif %}
            parsed._rejected_cells as unreadable_columns
        from {{ staged }} as parsed
        where parsed._rejected_reason is null
    )
{%- endmacro %}
