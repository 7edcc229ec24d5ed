{#
    A border (`low` or `high`) of Newcombe's interval of the difference of two independent proportions, from their
    Wilson intervals: the columns <name>_rate, <name>_ci_low and <name>_ci_high of each.
#}
{% macro newcombe(border, name, reference) -%}
{%- set own = 'low' if border == 'low' else 'high' -%}
{%- set other = 'high' if border == 'low' else 'low' -%}
({{ name }}_rate - {{ reference }}_rate {{ '-' if border == 'low' else '+' }} sqrt(
            ({{ name }}_rate - {{ name }}_ci_{{ own }}) * ({{ name }}_rate - {{ name }}_ci_{{ own }})
            + ({{ reference }}_ci_{{ other }} - {{ reference }}_rate) * ({{ reference }}_ci_{{ other }} - {{ reference }}_rate)
        ))
{%- endmacro %}
