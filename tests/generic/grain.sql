{#
    One row per combination of the columns, none of which is null: what a model's description promises first.

    columns   the columns of the grain
    nullable  those of them that may be null
#}
{% test grain(model, columns, nullable=[]) %}
select
    {{ columns | join(',\n    ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {%- for column in columns if column not in nullable %}
    or {{ column }} is null
    {%- endfor %}
{% endtest %}
