{# CreatedDate as created_date, Is_Test__c as is_test, lead_id as it is. #}
{% macro snake_case(name) -%}
    {%- set words = modules.re.sub('([a-z0-9])([A-Z])', '\\1_\\2', modules.re.sub('__c$', '', name)) -%}
    {{ return(words | lower) }}
{%- endmacro %}
