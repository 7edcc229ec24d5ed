{# The systems of var `systems` that have an export at all, in their order. #}
{% macro exporting_systems(export) %}
    {%- set crm_objects = ['users', 'accounts', 'leads', 'deals', 'deal_stage_history', 'activities', 'meetings'] -%}
    {%- set exports = {
        'generic': crm_objects
            + ['subscriptions', 'orders', 'survey_responses', 'brand_mentions', 'presentation_sessions'],
        'salesforce': crm_objects,
        'hubspot': crm_objects,
        'pipedrive': ['users', 'accounts', 'leads', 'deals', 'activities', 'meetings'],
        'zoho': crm_objects,
        'fxiaoke': ['users', 'accounts', 'leads', 'deals', 'activities', 'meetings'],
    } -%}
    {%- set found = [] -%}
    {%- for system in var('systems') -%}
        {%- if system not in exports -%}
            {{ exceptions.raise_compiler_error(
                "var systems names '" ~ system ~ "', which is not one of " ~ (exports | join(', ')) ~ "."
            ) }}
        {%- endif -%}
        {%- if export in exports[system] -%} {%- do found.append(system) -%} {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}
