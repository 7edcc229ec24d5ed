{#
  What no single column of a seed tells: queries for the rows that break a rule (reference_fault). `tables` and `files` are
  what to read for a seed, and how its file is called, by the name of the seed.
#}
{% macro reference_rules(tables, files) %}
  {{ return(
    sales_kpis.rules_of_rates(tables.fx_rates, files.fx_rates)
    + sales_kpis.rules_of_calendars(tables.business_hours, files.business_hours, tables.holidays)
    + sales_kpis.rules_of_definitions(tables.kpi_definitions, files.kpi_definitions, tables.kpi_required_columns)
    + sales_kpis.rules_of_targets(tables.kpi_targets, tables.kpi_definitions)
    + sales_kpis.rules_of_mappings(tables.value_mappings)
    + sales_kpis.rules_of_loaders(tables.loader_columns, tables.loader_values)
    + sales_kpis.rules_of_links(tables.record_url_patterns)
    + sales_kpis.rules_of_remarks(tables.remarks)
    + sales_kpis.rules_of_settings(tables.settings)
    + sales_kpis.rules_of_sets(tables)
    + sales_kpis.rules_of_checks(tables.source_checks, files.source_checks, tables.source_check_texts)
    + sales_kpis.rules_of_blanks(tables)
  ) }}
{% endmacro %}


{# Cells that a row means nothing without, of columns that a file may lack: the project completes a column, and no cell. #}
{% macro rules_of_blanks(tables) %}
  {%- set known_kpi = "kpi_id in ('" ~ sales_kpis.kpi_ids() | join("', '") ~ "')" -%}
  {%- set needed = {
    'kpi_definitions': ['name_en', 'name_zh', 'question', 'question_zh', 'measure', 'measure_zh', 'unit', 'nature', 'basis', 'aggregation', 'official_frequency',
      'min_sample', 'required_exports', 'target_inherits', 'definition_version', 'kpi_order', 'pacing_kind', 'scopes', 'is_proportion', 'counts_from_zero'],
    'settings': ['at_most', 'is_whole'],
    'driver_bands': ['driver_en', 'driver_zh', 'band_en', 'band_zh'],
    'source_check_texts': ['name_en', 'name_zh'],
    'kpi_identity_rules': ['name_en', 'name_zh', 'statement'],
    'kpi_support': ['reason_en', 'reason_zh'],
  } -%}
  {%- set only = {'kpi_definitions': ' and ' ~ known_kpi, 'kpi_support': " and support <> 'full'"} -%}
  {%- set rules = [] -%}
  {%- for seed, columns in needed.items() -%}
    {%- for column in columns -%}
      {%- do rules.append(sales_kpis.reference_fault(tables[seed], column, 'text_of_' ~ column ~ ' is null' ~ only.get(seed, ''), 'a value', 'Fill the cell.')) -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(rules) }}
{% endmacro %}


{# Rates lead into the reporting currency: it is worth 1 of itself, from the first day on. #}
{% macro rules_of_rates(rates, file) %}
  {%- set code = sales_kpis.variable('reporting_currency') | upper -%}
  {%- set own = "upper(trim(currency)) = '" ~ code ~ "'" -%}
  {%- set into_another = 'Set reporting_currency to the currency that these are rates into, or put a file fx_rates.csv with rates into ' ~ code
    ~ ' into the folder of the exports (it can do with one row: ' ~ code ~ ',1990-01-01,1).' -%}
  {%- set totals = '(select min(case when ' ~ own ~ ' then valid_on end) as own_from, min(valid_on) as valid_on, cast(null as '
    ~ dbt.type_bigint() ~ ') as row_in_file, ' ~ sales_kpis.text_literal(file) ~ ' as file_name from ' ~ rates ~ ') as totals' -%}
  {%- set own_from = 'cast(own_from as ' ~ dbt.type_string() ~ ')' -%}
  {{ return([
    sales_kpis.reference_fault(rates, 'rate', 'rate <= 0', 'a number above 0', 'Correct the cell.'),
    sales_kpis.reference_fault(rates, 'currency', 'not ' ~ sales_kpis.matches('upper(trim(currency))', '^[A-Z][A-Z][A-Z]$'),
      'the three letters of a currency', 'Correct the cell.'),
    sales_kpis.repeated_reference(rates, ['currency', 'valid_on'], ['upper(trim(currency))', 'valid_on']),
    sales_kpis.reference_fault(rates, ['currency', 'rate'], own ~ ' and rate <> 1 and rate > 0', '1, as reporting_currency is ' ~ code, into_another),
    sales_kpis.reference_fault(totals, 'currency', 'own_from is null', 'a row of reporting_currency ' ~ code ~ ' with rate 1',
      into_another, found="'no rate of " ~ code ~ "'"),
    sales_kpis.reference_fault(totals, ['currency', 'valid_on'], 'own_from > valid_on',
      'a rate of 1 for it from the first day of all rates on', 'Give the row of ' ~ code ~ ' the day of the earliest rate, or an earlier one.',
      found="'" ~ code ~ " from ' || " ~ own_from),
  ]) }}
{% endmacro %}


{# Slots of a day are apart, in hours and minutes, and owners without a calendar have one. #}
{% macro rules_of_calendars(hours, file, holidays) %}
  {%- set time = "([01][0-9]|2[0-3]):[0-5][0-9]" -%}
  {%- set are_times = sales_kpis.matches('opens', '^' ~ time ~ '$') ~ ' and ' ~ sales_kpis.matches('closes', '^(' ~ time ~ '|24:00)$') -%}
  {%- set later = "(later.opens > earlier.opens or (later.opens = earlier.opens and later.row_in_file > earlier.row_in_file))" -%}
  {%- set overlapping -%}
(
    select
        later.file_name,
        later.row_in_file,
        later.opens,
        later.closes,
        min(earlier.opens || '-' || earlier.closes || ' of row ' || cast(earlier.row_in_file as {{ dbt.type_string() }})) as other
    from {{ hours }} as later
    inner join {{ hours }} as earlier
        on later.calendar_id = earlier.calendar_id and later.weekday = earlier.weekday and later.opens < earlier.closes
    where {{ later }}
    group by later.file_name, later.row_in_file, later.opens, later.closes
) as overlapping
  {%- endset -%}
  {%- set default_calendar = "(select sum(case when calendar_id = 'default' then 1 else 0 end) as slots, cast(null as " ~ dbt.type_bigint()
    ~ ') as row_in_file, ' ~ sales_kpis.text_literal(file) ~ ' as file_name from ' ~ hours ~ ') as calendars' -%}
  {{ return([
    sales_kpis.reference_fault(hours, ['opens', 'closes'], 'not (' ~ are_times ~ ')', 'times as HH:MM, from 00:00 to 24:00', 'Correct the cells, for example 09:00.'),
    sales_kpis.reference_fault(hours, ['opens', 'closes'], are_times ~ ' and closes <= opens', 'a slot that closes after it opens',
      'Correct the cells; write a slot across midnight as two.'),
    sales_kpis.reference_fault(overlapping, ['opens', 'closes'], '1 = 1', 'slots of a day that do not overlap',
      'Keep one slot for the hours that both hold, or the minutes count twice.', found="opens || '-' || closes || ', beside ' || other"),
    sales_kpis.reference_fault(default_calendar, 'calendar_id', 'coalesce(slots, 0) = 0', 'a calendar default, for owners without one',
      'Add its slots.', found="'no calendar default'"),
    sales_kpis.repeated_reference(holidays, ['calendar_id', 'holiday_on']),
  ]) }}
{% endmacro %}


{# Every KPI is defined; what the project does not know is told, and shown or left out. #}
{% macro rules_of_definitions(definitions, file, required) %}
  {%- set ids = sales_kpis.kpi_ids() -%}
  {%- set missing, known_columns = [], [] -%}
  {%- for kpi_id in ids -%}
    {%- do missing.append("select '" ~ kpi_id ~ "' as kpi_id, cast(null as " ~ dbt.type_bigint() ~ ') as row_in_file, ' ~ sales_kpis.text_literal(file) ~ ' as file_name') -%}
  {%- endfor -%}
  {%- set health_exports = sales_kpis.health_exports() -%}
  {%- for export, known in health_exports.items() -%}
    {%- for column in known.columns -%} {%- do known_columns.append(export ~ '.' ~ column.name) -%} {%- endfor -%}
  {%- endfor -%}
  {%- set scopes = sales_kpis.scope_types(sales_kpis.slices()) -%}
  {%- set found_exports, found_scopes = [], [] -%}
  {%- for scope in scopes -%}
    {%- do found_scopes.append("case when ';' || replace(scopes, ' ', '') || ';' like '%;" ~ scope ~ ";%' then 1 else 0 end") -%}
  {%- endfor -%}
  {%- for export in sales_kpis.system_exports().generic -%}
    {%- do found_exports.append("case when ';' || replace(required_exports, ' ', '') || ';' like '%;" ~ export ~ ";%' then 1 else 0 end") -%}
  {%- endfor -%}
  {{ return([
    sales_kpis.reference_fault('(' ~ missing | join(' union all ') ~ ') as known', 'kpi_id',
      'kpi_id not in (select kpi_id from ' ~ definitions ~ ' where kpi_id is not null)', 'a row for every KPI of the project',
      'Copy the row from seeds/reference/kpi_definitions.csv.', found="'no row of ' || kpi_id"),
    sales_kpis.reference_fault(definitions, 'kpi_id', "kpi_id not in ('" ~ ids | join("', '") ~ "')", 'a KPI of the project',
      'It is left out: correct the id, or take the row away.', 2),
    sales_kpis.reference_fault(definitions, 'unit', "unit is null or unit not in ('" ~ sales_kpis.unit_formats() | join("', '") ~ "')",
      'one of ' ~ sales_kpis.unit_formats() | join(', '), 'It is shown as a plain number: correct the cell, or leave it so.', 2),
    sales_kpis.reference_fault(definitions, ['unit', 'target_inherits'], "target_inherits = (unit in ('currency', 'count'))",
      'false for counts and money, true for all else', "A team's share of a sum is no target of its own: correct the cell, or leave it so.", 2),
    sales_kpis.reference_fault(definitions, 'min_sample', 'min_sample < 0', '0 or more', 'Correct the cell.'),
    sales_kpis.reference_fault(definitions, 'maturity_days', 'maturity_days not between 0 and 3650', 'a number of days from 0 to 3650', 'Correct the cell.'),
    sales_kpis.reference_fault(definitions, 'required_exports', found_exports | join(' + ')
      ~ " <> length(required_exports) - length(replace(required_exports, ';', '')) + 1",
      'exports joined by ; (' ~ sales_kpis.system_exports().generic | join(', ') ~ ')', 'Correct the cell: a KPI whose export is unknown has no data.'),
    sales_kpis.reference_fault(definitions, 'scopes', found_scopes | join(' + ') ~ " <> length(scopes) - length(replace(scopes, ';', '')) + 1",
      'scopes joined by ; (' ~ scopes | join(', ') ~ ')', 'Correct the cell: a KPI without a scope has no row.'),
    sales_kpis.repeated_reference(required, ['kpi_id', 'export', 'column_name']),
    sales_kpis.reference_fault(required, 'kpi_id', "kpi_id not in ('" ~ ids | join("', '") ~ "')", 'a KPI of the project', 'Correct the cell, or take the row away.', 2),
    sales_kpis.reference_fault(required, ['export', 'column_name'], "export || '.' || column_name not in ('" ~ known_columns | join("', '") ~ "')",
      'a column that a check of source health knows', 'It would never be missed: correct the cells, or take the row away.', 2),
  ]) }}
{% endmacro %}


{# A target is a positive value, or a band by the KPI's direction, and holds for some time; that of a rate is a share. #}
{% macro rules_of_targets(targets, definitions) %}
  {%- set scopes = sales_kpis.scope_types(sales_kpis.slices()) -%}
  {%- set joined -%}
(
    select
        targets.*,
        definitions.direction,
        definitions.unit,
        coalesce(definitions.is_proportion, false) as is_proportion
    from {{ targets }} as targets
    left join {{ definitions }} as definitions on targets.kpi_id = definitions.kpi_id
) as joined
  {%- endset -%}
  {%- set rules = [
    sales_kpis.reference_fault(targets, 'kpi_id', "kpi_id not in ('" ~ sales_kpis.kpi_ids() | join("', '") ~ "')", 'a KPI of the project', 'Correct the id, or take the row away.'),
    sales_kpis.reference_fault(targets, 'scope_type', "lower(scope_type) not in ('" ~ scopes | join("', '") ~ "')", 'one of ' ~ scopes | join(', '), 'Correct the cell.'),
    sales_kpis.reference_fault(targets, 'period_type', "lower(period_type) not in ('week', 'month', 'quarter', 'year')", 'week, month, quarter or year', 'Correct the cell.'),
    sales_kpis.reference_fault(targets, ['valid_from', 'valid_to'], 'valid_to < valid_from', 'a last day that is not before the first', 'Correct the days.'),
    sales_kpis.reference_fault(targets, ['target_low', 'target_high'], 'target_high < target_low', 'a band whose lower bound is the smaller one', 'Correct the bounds.'),
    sales_kpis.reference_fault(targets, 'amber_ratio', 'amber_ratio not between 0 and 1', 'a share from 0 to 1, or nothing', 'Correct the cell, for example 0.9.'),
    sales_kpis.reference_fault(joined, ['target_low', 'target_high'], "direction = 'band' and (text_of_target_low is null or text_of_target_high is null)",
      'two bounds, as the KPI has a band', 'Fill both.'),
    sales_kpis.reference_fault(joined, 'target_value', "direction <> 'band' and text_of_target_value is null", 'a value to reach', 'Fill the cell, or take the row away.'),
  ] -%}
  {%- for column in ['target_value', 'target_low', 'target_high', 'stretch_value'] -%}
    {%- do rules.append(sales_kpis.reference_fault(targets, column, column ~ ' <= 0', 'a number above 0', 'Correct the cell.')) -%}
    {%- do rules.append(sales_kpis.reference_fault(joined, column, "unit = 'rate' and " ~ column ~ ' > case when is_proportion then 1 else 10 end',
      'a rate from 0 to 1', 'Write a per cent as its hundredth: 98 % is 0.98.')) -%}
    {%- do rules.append(sales_kpis.reference_fault(joined, column, "unit = 'rate' and not is_proportion and " ~ column ~ ' > 1 and ' ~ column ~ ' <= 10',
      'a rate, mostly from 0 to 1', 'It is taken as more than 100 %: leave it so if that is meant.', 2)) -%}
  {%- endfor -%}
  {{ return(rules) }}
{% endmacro %}


{# Words of a CRM have one meaning each, of those that models know. #}
{% macro rules_of_mappings(mappings) %}
  {%- set systems, known = sales_kpis.mapped_fields(), [] -%}
  {%- set rules = [
    sales_kpis.reference_fault(mappings, 'system', "system not in ('" ~ systems | join("', '") ~ "')", 'one of ' ~ systems | join(', '), 'Correct the cell.'),
    sales_kpis.repeated_reference(mappings, ['system', 'field', 'value'], ['system', 'field', 'lower(value)']),
  ] -%}
  {%- for system, fields in systems.items() -%}
    {%- set of_system = "system = '" ~ system ~ "' and field " -%}
    {%- do rules.append(sales_kpis.reference_fault(mappings, ['system', 'field'], of_system ~ "not in ('" ~ fields | join("', '") ~ "')",
      'one of ' ~ fields | join(', '), 'Correct the cell.')) -%}
    {%- for field, meanings in fields.items() -%}
      {%- do rules.append(sales_kpis.reference_fault(mappings, ['value', 'meaning'], of_system ~ "= '" ~ field ~ "' and meaning not in ('" ~ meanings | join("', '") ~ "')",
        'one of ' ~ meanings | join(', '), 'Correct the meaning.')) -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(rules) }}
{% endmacro %}


{# Where a loader has a column of an export: a table, a column and, where that holds an id, a look-up that can be read. #}
{% macro rules_of_loaders(columns, values) %}
  {%- set systems = sales_kpis.system_exports() | list -%}
  {%- set known, hop = "system not in ('" ~ systems | join("', '") ~ "')", '[A-Za-z0-9_]+[.][^:>]+: [^:>]+' -%}
  {{ return([
    sales_kpis.reference_fault(columns, 'system', known, 'one of ' ~ systems | join(', '), 'Correct the cell.'),
    sales_kpis.reference_fault(values, 'system', known, 'one of ' ~ systems | join(', '), 'Correct the cell.'),
    sales_kpis.reference_fault(columns, 'table_name', "table_name is null and export <> '*'", 'the name of a table', 'Fill the cell.'),
    sales_kpis.reference_fault(columns, 'loader_column', "loader_column is null and substr(column_name, 1, 1) <> '_'", 'the name of a column', 'Fill the cell, or take the row out.'),
    sales_kpis.reference_fault(columns, 'look_up', 'not ' ~ sales_kpis.matches('look_up', '^' ~ hop ~ '( > ' ~ hop ~ ')*$'), 'a look-up as table.key: value',
      'Write the table, a point, the column of its key, a colon, a blank and the column of the value.'),
    sales_kpis.reference_fault(columns, ['look_up', 'reading'], "reading = 'label' and look_up is null", 'a look-up that gives the label', 'Fill look_up, or leave reading empty.'),
  ]) }}
{% endmacro %}


{# A link leads to the record itself: an address with a place for its id, of a system that the project reads. #}
{% macro rules_of_links(patterns) %}
  {%- set systems = sales_kpis.system_exports() | list -%}
  {{ return([
    sales_kpis.reference_fault(patterns, 'system', "system not in ('" ~ systems | join("', '") ~ "')", 'one of ' ~ systems | join(', '), 'Correct the cell.'),
    sales_kpis.reference_fault(patterns, 'url_pattern', 'not ' ~ sales_kpis.matches('url_pattern', '^https?://[^ ]+$')
      ~ " or length(url_pattern) - length(replace(url_pattern, '{id}', '')) <> 4", 'an address that begins with https:// and has {id} in it once',
      'Copy the address of a record from the browser, and write {id} in the place of its id.'),
  ]) }}
{% endmacro %}


{# A remark is about days in order, a KPI of the project, and nobody's address: a text goes to everybody of its scope. #}
{% macro rules_of_remarks(remarks) %}
  {%- set rules = [
    sales_kpis.reference_fault(remarks, 'kpi_id', "kpi_id not in ('" ~ sales_kpis.kpi_ids() | join("', '") ~ "')", 'a KPI of the project, or nothing for all',
      'Correct the id, or empty the cell.'),
    sales_kpis.reference_fault(remarks, ['scope_type', 'scope_id'], "scope_type = 'company' and scope_id <> 'all'", 'all, as it is about the company', 'Correct the cell.'),
    sales_kpis.reference_fault(remarks, ['first_on', 'last_on'], 'last_on < first_on', 'a last day that is not before the first', 'Correct the days.'),
  ] -%}
  {%- for column in ['text_en', 'text_zh'] -%}
    {%- do rules.append(sales_kpis.reference_fault(remarks, column, sales_kpis.has_address(column), 'a text without an address, a link or a telephone number',
      'Take it out of the text.')) -%}
  {%- endfor -%}
  {{ return(rules) }}
{% endmacro %}


{# Settings are those of the project, within what makes sense for each. #}
{% macro rules_of_settings(settings) %}
  {%- set levels = sales_kpis.interval_levels() | join(', ') -%}
  {%- set is_level = "setting like '%interval_level'" -%}
  {%- set expected = "case when is_whole then 'a whole number from ' else 'a number from ' end || text_of_at_least || ' to ' || text_of_at_most" -%}
  {{ return([
    sales_kpis.reference_fault(settings, 'setting', 'at_least is null', 'a setting of the project', 'Correct the name: seeds/reference/settings.csv has them all.'),
    sales_kpis.reference_fault(settings, ['setting', 'value'], is_level ~ ' and value not in (' ~ levels ~ ')', 'one of ' ~ levels, 'Correct the value.'),
    sales_kpis.reference_fault(settings, ['setting', 'value'], 'not ' ~ is_level ~ ' and (value not between at_least and at_most or (is_whole and value <> floor(value)))',
      '', 'Correct the value.', expected_sql=expected),
    sales_kpis.repeated_reference(settings, ['setting'], ['lower(setting)']),
  ]) }}
{% endmacro %}


{# Brands, margins, bands, thresholds and rules. #}
{% macro rules_of_sets(tables) %}
  {%- set text_columns = [] -%}
  {%- for export in sales_kpis.system_exports().generic -%}
    {%- for column in sales_kpis.export_columns(export) if column[1] == dbt.type_string() -%} {%- do text_columns.append(export ~ '.' ~ column[0]) -%} {%- endfor -%}
  {%- endfor -%}
  {%- set brands = '(select *, sum(case when is_ours then 1 else 0 end) over (partition by brand_set_version) as ours,'
    ~ ' min(valid_from) over (partition by brand_set_version) as set_from,'
    ~ ' min(brand_set_version) over (partition by valid_from) as set_of_day,'
    ~ ' row_number() over (partition by brand_set_version order by row_in_file) as place from ' ~ tables.brands ~ ') as sets' -%}
  {%- set bands = '(select *, sum(case when is_reference then 1 else 0 end) over (partition by driver) as reference_count,'
    ~ ' row_number() over (partition by driver order by row_in_file) as place from ' ~ tables.driver_bands ~ ') as bands' -%}
  {%- set of_driver = 'over (partition by driver order by band_order, row_in_file)' -%}
  {%- set bounds = '(select *, lag(up_to) ' ~ of_driver ~ ' as up_to_before, row_number() ' ~ of_driver ~ ' as place,'
    ~ ' count(*) over (partition by driver) as band_count from ' ~ tables.driver_bands ~ ' as bands where not is_missing) as bounds' -%}
  {%- set rules = [
    sales_kpis.reference_fault(bounds, ['driver', 'above', 'up_to'], 'case when place = 1 then above is not null else above is null or up_to_before is null or above <> up_to_before end'
      ~ ' or (place = band_count and up_to is not null)', 'bands that follow one another from nothing to nothing, each above what the one before goes up to', 'Correct the bounds.'),
    sales_kpis.reference_fault(tables.time_zones, 'time_zone', "time_zone not in ('" ~ modules.pytz.all_timezones | join("', '") ~ "')",
      'the IANA name of a time zone, for example Europe/Berlin', 'Correct the cell, or take the row away.'),
    sales_kpis.reference_fault(tables.test_record_rules, ['export', 'column'], 'export || \'.\' || ' ~ adapter.quote('column') ~ " not in ('" ~ text_columns | join("', '") ~ "')",
      'a text column of the export in the generic form', 'Correct the cells: the rule would hit nothing.'),
    sales_kpis.reference_fault(tables.clv_acquisition_quadrants, 'quadrant', "quadrant not in ('high_clv_high_acquisition', 'high_clv_low_acquisition', 'low_clv_high_acquisition', 'low_clv_low_acquisition')",
      'a quadrant of the project', 'Correct the cell.'),
    sales_kpis.repeated_reference(tables.brands, ['brand_set_version', 'brand']),
    sales_kpis.reference_fault(brands, ['brand_set_version', 'is_ours'], 'ours = 0 and place = 1', 'a brand of ours in every set', 'Mark our own brand with true.'),
    sales_kpis.reference_fault(brands, ['brand_set_version', 'valid_from'], 'valid_from <> set_from', 'one first day for all brands of a set', 'Give them one day.'),
    sales_kpis.reference_fault(brands, ['brand_set_version', 'valid_from'], 'brand_set_version <> set_of_day and place = 1', 'sets that begin on different days',
      'One day has one set: give the later one its own first day.'),
    sales_kpis.reference_fault(tables.gross_margins, 'margin', 'margin not between 0 and 1', 'a share from 0 to 1', 'Write a per cent as its hundredth: 80 % is 0.8.'),
    sales_kpis.reference_fault(bands, ['driver', 'is_reference'], 'reference_count <> 1 and place = 1', 'one reference band a driver', 'Mark one band of the driver with true.'),
  ] -%}
  {%- for column in ['absolute_tolerance', 'week_tolerance', 'month_tolerance', 'quarter_tolerance', 'year_tolerance'] -%}
    {%- do rules.append(sales_kpis.reference_fault(tables.kpi_identity_rules, column, column ~ ' < 0', '0 or more', 'Correct the cell: nothing would agree.')) -%}
  {%- endfor -%}
  {%- for column in ['critical_value', 'critical_value_of_table'] -%}
    {%- do rules.append(sales_kpis.reference_fault(tables.overlap_critical_values, column, column ~ ' not between 0 and 1', 'a correlation from 0 to 1', 'Correct the cell.')) -%}
  {%- endfor -%}
  {{ return(rules) }}
{% endmacro %}


{# A check of source health that is not made, or has no threshold, finds nothing: the start of a run warns of it. #}
{% macro rules_of_checks(checks, file, texts) %}
  {%- set left_out = '(select check_id, cast(null as ' ~ dbt.type_bigint() ~ ') as row_in_file, ' ~ sales_kpis.text_literal(file) ~ ' as file_name from '
    ~ texts ~ ' where check_id not in (select check_id from ' ~ checks ~ ' where check_id is not null)) as left_out' -%}
  {%- set rules = [
    sales_kpis.repeated_reference(checks, ['check_id', 'export']),
    sales_kpis.reference_fault(checks, 'export', "export not in ('*', '" ~ sales_kpis.system_exports().generic | join("', '") ~ "')",
      '* or one of ' ~ sales_kpis.system_exports().generic | join(', '), 'Correct the cell: the check would never be made.'),
    sales_kpis.reference_fault(left_out, 'check_id', '1 = 1', 'a row for every check of source_check_texts',
      'The check is not made: copy its row from seeds/reference/source_checks.csv, or leave it so.', 2, found="'no row of ' || check_id"),
    sales_kpis.reference_fault(checks, ['warn', 'fail'], 'text_of_warn is null and text_of_fail is null', 'a threshold in one of them',
      'The check finds nothing: fill a cell, or leave it so.', 2),
  ] -%}
  {%- for column in ['warn', 'fail', 'min_sample', 'lookback', 'tolerance_days'] -%}
    {%- do rules.append(sales_kpis.reference_fault(checks, column, column ~ ' < 0', '0 or more', 'Correct the cell.')) -%}
  {%- endfor -%}
  {{ return(rules) }}
{% endmacro %}
