{#
  The join that owner_key needs. Reports name the owner and not the id: where one user has the name, it leads to the user.
  A Chinese or Korean name stands in either order.
#}
{% macro join_user_names(record) -%}
    left join (
        select
            name_key,
            min(user_id) as user_id
        from (
            {%- set parts = ('name', 'first_name', 'last_name') %}
            {%- for spelling in [written_name(*parts), person_name(*parts)] %}
            select
                id as user_id,
                lower(trim({{ spelling }})) as name_key
            from {{ ref('base_salesforce__users') }}
            where _rejected_reason is null
            {{ sales_kpis.union_distinct() if not loop.last }}
            {%- endfor %}
        ) as names
        where name_key <> ''
        group by name_key
        having count(*) = 1
    ) as user_names
    on {{ record }}.owner_id is null and lower(trim({{ record }}.owner_name)) = user_names.name_key
{%- endmacro %}
