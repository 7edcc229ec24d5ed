{# The systems that the project knows, and the kinds of record that each exports. #}
{% macro system_exports() %}
    {%- set crm_objects = ['users', 'accounts', 'leads', 'deals', 'deal_stage_history', 'activities', 'meetings'] -%}
    {{ return({
        'generic': crm_objects
            + ['subscriptions', 'orders', 'survey_responses', 'brand_mentions', 'presentation_sessions'],
        'salesforce': crm_objects,
        'hubspot': crm_objects,
        'pipedrive': ['users', 'accounts', 'leads', 'deals', 'activities', 'meetings'],
        'zoho': crm_objects,
        'fxiaoke': ['users', 'accounts', 'leads', 'deals', 'activities', 'meetings'],
    }) }}
{% endmacro %}
