{# What a row of kpi_overlap tells, as a sentence in English (`en`) or Simplified Chinese (`zh`). #}
{% macro overlap_sentence(language) -%}
{%- set text = dbt.type_string() -%}
{%- set months = 'cast(abs(lag_months) as ' ~ text ~ ')' -%}
{%- set numbers = {
    'rho': 'cast(cast(rank_correlation as decimal(9, 2)) as ' ~ text ~ ')',
    'limit': 'cast(cast(critical_value as decimal(9, 2)) as ' ~ text ~ ')',
    'pairs': 'cast(pair_count as ' ~ text ~ ')',
    'fewest': 'cast(fewest_pair_count as ' ~ text ~ ')',
} -%}
{%- if language == 'en' %}
    case relation
        when 'not_assessed' then
            case
                when rank_correlation is null then 'Too few months, or months without any change, to compare the two.'
                else 'Only ' || {{ numbers.fewest }} || ' months with both at some lag: too few to tell a relation from chance.'
            end
        when 'not_related' then
            'No relation beyond chance: the largest rank correlation is ' || {{ numbers.rho }} || ', and chance alone reaches '
            || {{ numbers.limit }} || '.'
        else
            'When "' || case when lag_months < 0 then name_b_en else name_a_en end || '" rises, "'
            || case when lag_months < 0 then name_a_en else name_b_en end || '"'
            || case when rank_correlation > 0 then ' rises' else ' falls' end
            || case when lag_months = 0 then ' in the same month' when abs(lag_months) = 1 then ' one month later' else ' ' || {{ months }} || ' months later' end
            || ' (rank correlation ' || {{ numbers.rho }} || ' over ' || {{ numbers.pairs }} || ' months; chance alone reaches '
            || {{ numbers.limit }} || ').'
            || case
                when is_beyond_chance_in_table then ''
                else ' One in 25 unrelated pairs looks so.'
            end
            || case
                when record_overlap >= same_records_share then ' Both are computed from the same records, so some of it is no news.'
                else ''
            end
    end
{%- else %}
    case relation
        when 'not_assessed' then
            case
                when rank_correlation is null then '月份太少，或各月没有变化，无法比较。'
                else '某个时差下两者都有数据的月份只有 ' || {{ numbers.fewest }} || ' 个，不足以区分关联与偶然。'
            end
        when 'not_related' then
            '没有统计显著的关联：最大的秩相关系数为 ' || {{ numbers.rho }} || '，偶然即可达到 ' || {{ numbers.limit }} || '。'
        else
            '“' || case when lag_months < 0 then name_b_zh else name_a_zh end || '”上升时，“'
            || case when lag_months < 0 then name_a_zh else name_b_zh end || '”'
            || case when lag_months = 0 then '同月' else {{ months }} || ' 个月后' end
            || case when rank_correlation > 0 then '上升' else '下降' end
            || '（秩相关系数 ' || {{ numbers.rho }} || '，' || {{ numbers.pairs }} || ' 个月；偶然即可达到 ' || {{ numbers.limit }} || '）。'
            || case
                when is_beyond_chance_in_table then ''
                else '毫无关联的指标，每 25 对中也约有一对呈现这样的结果。'
            end
            || case
                when record_overlap >= same_records_share then '两者取自相同的记录，部分关联并不意外。'
                else ''
            end
    end
{%- endif -%}
{%- endmacro %}
