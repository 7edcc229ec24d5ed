{#
  The share of what was done within so many minutes, among the records whose window for it has passed. Null where no
  record has minutes because days without a time (is_day_only) are all there is: what is left would be the undone alone.
#}
{% macro rate_within(minutes, limit, has_passed) -%}
case
            when count({{ minutes }}) > 0 or count(case when is_day_only then 1 end) = 0
                then {{ safe_divide(
                    'count(case when ' ~ has_passed ~ ' and ' ~ minutes ~ ' <= ' ~ limit ~ ' then 1 end)',
                    'count(case when ' ~ has_passed ~ ' then 1 end)',
                ) }}
        end
{%- endmacro %}
