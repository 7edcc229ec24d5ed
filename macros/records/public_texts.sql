{# The columns of an export whose values are texts of its lists. #}
{% macro public_texts() %}
  {{ return({
    'users': ['team_name'],
    'accounts': ['segment', 'country'],
    'leads': ['status', 'source'],
    'deals': ['stage', 'currency'],
    'deal_stage_history': ['stage'],
    'subscriptions': ['currency'],
    'orders': ['currency'],
  }) }}
{% endmacro %}
