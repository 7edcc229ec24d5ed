{# What each variable may be; `expected` ends the sentence "Set it to …". Vocabulary of the CRMs is text, and escaped where it is read. #}
{% macro variable_rules() %}
  {%- set systems = sales_kpis.system_exports() | list -%}
  {%- set day = 'a day that the calendar has, as YYYY-MM-DD (1900 to 2199)' -%}
  {%- set zone = "the IANA name of a time zone, for example Europe/Berlin" -%}
  {{ return({
    'systems': {'kind': 'list', 'among': systems, 'expected': 'a list of systems, each once, from ' ~ systems | join(', ') ~ '; for example [generic]'},
    'exports_dir': {'kind': 'text', 'pattern': '(?s).*\\S', 'optional': true, 'expected': 'the folder of the exports (a full path is safest), or leave it out for the demo company'},
    'sources': {'kind': 'sources', 'optional': true, 'expected': 'a mapping by system of {loader, schema}, and where needed {database, files}, as {hubspot: {loader: fivetran, schema: hubspot}}, or leave it out'},
    'match_across_systems': {'kind': 'boolean', 'expected': 'true or false'},
    'as_of_date': {'kind': 'day', 'optional': true, 'expected': day ~ ', or leave it out for the day of the latest record'},
    'earliest_date': {'kind': 'day', 'optional': true, 'expected': day ~ ', or leave it out for fifteen years before the as-of date'},
    'imported_on': {'kind': 'day', 'optional': true, 'expected': day ~ ', or leave it out'},
    'subscription_ends_on': {'kind': 'word', 'among': ['first_day_without', 'last_day_with'], 'expected':
      'first_day_without where ends_on is the first day without the subscription, or to last_day_with where it is the last day of the term'},
    'reporting_time_zone': {'kind': 'zone', 'expected': zone},
    'pipedrive_time_zone': {'kind': 'zone', 'optional': true, 'expected': zone ~ ', or leave it out for reporting_time_zone'},
    'reporting_currency': {'kind': 'text', 'pattern': '^[A-Za-z]{3}$', 'expected': 'the three letters of a currency, for example EUR'},
    'fiscal_year_start_month': {'kind': 'whole number', 'from': 1, 'to': 12, 'expected': 'the number of a month, 1 to 12'},
    'reporting_history': {'kind': 'text', 'pattern': '^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$', 'optional': true, 'expected':
      'a name of at most 63 letters, digits, _ and - that begins with a letter or digit, or leave it out'},
    'gross_margin': {'kind': 'number', 'from': 0, 'to': 1, 'expected': 'a share from 0 to 1, for example 0.8'},
    'purchase_value': {'kind': 'boolean', 'expected': 'true or false'},
    'purchase_horizon_days': {'kind': 'whole number', 'from': 1, 'to': 3650, 'expected': 'a whole number of days from 1 to 3650'},
    'schema_version': {'kind': 'text', 'pattern': '^[0-9]+[.][0-9]+$', 'expected': 'the version of the public columns as MAJOR.MINOR, in quotes'},
    'slices': {'kind': 'list', 'among': sales_kpis.slices() | list, 'may_be_empty': true, 'expected':
      'a list of slices, each once, from ' ~ sales_kpis.slices() | join(', ') ~ '; for example [segment], or [] for none'},
    'language': {'kind': 'word', 'among': ['en', 'zh'], 'expected': 'en or zh'},
  }) }}
{% endmacro %}
