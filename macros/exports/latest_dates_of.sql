{#
  The columns of a system's exports that hold when a lead or a deal was created or an activity happened; base_dates__earliest
  takes the year of the as-of date from them, before any record is read. `planned` names the column that says so of a row.
#}
{% macro latest_dates_of(system) -%}
    {{ return({
        'generic': [
            {'seed': 'generic__leads', 'column': 'created_at'},
            {'seed': 'generic__deals', 'column': 'created_at'},
            {'seed': 'generic__activities', 'column': 'occurred_at', 'planned': 'status'},
        ],
        'salesforce': [
            {'seed': 'salesforce__lead', 'column': 'CreatedDate'},
            {'seed': 'salesforce__opportunity', 'column': 'CreatedDate'},
            {'seed': 'salesforce__task', 'column': 'CreatedDate'},
        ],
        'hubspot': [
            {'seed': 'hubspot__contacts', 'column': 'create_date'},
            {'seed': 'hubspot__deals', 'column': 'create_date'},
            {'seed': 'hubspot__calls', 'column': 'create_date'},
            {'seed': 'hubspot__tasks', 'column': 'create_date'},
        ],
        'pipedrive': [
            {'seed': 'pipedrive__people', 'column': 'person_created'},
            {'seed': 'pipedrive__leads', 'column': 'lead_created'},
            {'seed': 'pipedrive__deals', 'column': 'deal_created'},
            {'seed': 'pipedrive__activities', 'column': 'add_time'},
        ],
        'zoho': [
            {'seed': 'zoho__leads', 'column': 'created_time'},
            {'seed': 'zoho__deals', 'column': 'created_time'},
            {'seed': 'zoho__calls', 'column': 'created_time'},
            {'seed': 'zoho__tasks', 'column': 'created_time'},
        ],
        'fxiaoke': [
            {'seed': 'fxiaoke__leads', 'column': 'created_at'},
            {'seed': 'fxiaoke__opportunities', 'column': 'created_at'},
            {'seed': 'fxiaoke__sales_records', 'column': 'created_at'},
        ],
    }[system]) }}
{%- endmacro %}
