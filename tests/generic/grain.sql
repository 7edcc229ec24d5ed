{#
    One row per combination of the columns, none of which is null: what a model's description promises first.

    columns   the columns of the grain
    nullable  those of them that may be null
#}
{% test grain(model, columns, nullable=[]) %}
{{ sales_kpis.repeated_keys(model, columns, columns | reject('in', nullable) | list) }}
{% endtest %}
