{#
  A query of one row with settings as columns, for a model that needs several beside its rows. A name that ends in _z is the
  standard normal value of the setting that ends in _level.
#}
{% macro settings_of(names) -%}
select
        {%- for name in names %}
        {%- if name.endswith('_z') %}
        max(case
            {%- for level, z in sales_kpis.interval_levels().items() %}
            when setting = '{{ name[:-1] }}level' and abs(value - {{ level }}) < 0.000001 then {{ z }}
            {%- endfor %}
        end) as {{ name }}{{ ',' if not loop.last }}
        {%- else %}
        max(case when setting = '{{ name }}' then value end) as {{ name }}{{ ',' if not loop.last }}
        {%- endif %}
        {%- endfor %}
    from {{ ref('settings') }}
{%- endmacro %}
