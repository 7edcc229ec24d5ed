{#
  The user in an owner column, null where a queue owns the record: the id; where a report has only the full name, the id
  of the one user of that name (`user_names` is joined by it), else a digest of the name.
#}
{% macro owner_key(record) -%}
    case
            when {{ record }}.owner_id is null
                then {{ sales_kpis.user_key('user_names.user_id', record ~ '.owner_name') }}
            else {{ sales_kpis.user_not_queue(record ~ '.owner_id') }}
        end
{%- endmacro %}
