{# The exports of a system by seed and base model: the one list that rejected_records and int_export_counts loop over. #}
{% macro exports_of(system) -%}
    {{ return({
        'generic': [
            {'seed': 'generic__users', 'base': 'base_generic__users'},
            {'seed': 'generic__accounts', 'base': 'base_generic__accounts'},
            {'seed': 'generic__leads', 'base': 'base_generic__leads'},
            {'seed': 'generic__deals', 'base': 'base_generic__deals'},
            {'seed': 'generic__deal_stage_history', 'base': 'base_generic__deal_stage_history'},
            {'seed': 'generic__activities', 'base': 'base_generic__activities'},
            {'seed': 'generic__meetings', 'base': 'base_generic__meetings'},
            {'seed': 'generic__subscriptions', 'base': 'base_generic__subscriptions'},
            {'seed': 'generic__survey_responses', 'base': 'base_generic__survey_responses'},
            {'seed': 'generic__brand_mentions', 'base': 'base_generic__brand_mentions'},
            {'seed': 'generic__presentation_sessions', 'base': 'base_generic__presentation_sessions'},
        ],
        'salesforce': [
            {'seed': 'salesforce__user', 'base': 'base_salesforce__users'},
            {'seed': 'salesforce__account', 'base': 'base_salesforce__accounts'},
            {'seed': 'salesforce__contact', 'base': 'base_salesforce__contacts'},
            {'seed': 'salesforce__lead', 'base': 'base_salesforce__leads'},
            {'seed': 'salesforce__opportunity', 'base': 'base_salesforce__opportunities'},
            {'seed': 'salesforce__opportunity_history', 'base': 'base_salesforce__opportunity_history'},
            {'seed': 'salesforce__task', 'base': 'base_salesforce__tasks'},
            {'seed': 'salesforce__event', 'base': 'base_salesforce__events'},
            {'seed': 'salesforce__event_relation', 'base': 'base_salesforce__event_relations'},
        ],
    }[system]) }}
{%- endmacro %}
