{# A model that holds one row for the whole warehouse: every query joins it without a condition. #}
{% test grain_of_one_row(model) %}
select count(*) as row_count
from {{ model }}
having count(*) <> 1
{% endtest %}
