{# Whether a paid subscription is active on a day: from the day it starts, and until the day before it ends. #}
{% macro is_active_on(subscriptions, day) -%}
{{ subscriptions }}.is_paid
            and {{ subscriptions }}.starts_on <= {{ day }}
            and ({{ subscriptions }}.ends_on is null or {{ subscriptions }}.ends_on > {{ day }})
{%- endmacro %}
