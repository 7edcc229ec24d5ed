{#
    How a number is shown, by its unit: decimals, a number format of Excel (Power BI, Tableau and Sheets take it too) and one of
    d3 (Superset, Vega, Plotly). A rate is 0 to 1 and shown in per cent; its decimals are those of the per cent. A unit that is
    not here is shown as `default_format`.
#}
{% macro unit_formats() -%}
    {{ return({
        'minutes': {'decimals': 1, 'number_format': '#,##0.0', 'd3_format': ',.1f'},
        'days': {'decimals': 1, 'number_format': '#,##0.0', 'd3_format': ',.1f'},
        'touches': {'decimals': 2, 'number_format': '#,##0.00', 'd3_format': ',.2f'},
        'rate': {'decimals': 1, 'number_format': '#,##0.0%', 'd3_format': ',.1%'},
        'ratio': {'decimals': 2, 'number_format': '#,##0.00', 'd3_format': ',.2f'},
        'currency': {'decimals': 0, 'number_format': '#,##0', 'd3_format': ',.0f'},
        'count': {'decimals': 0, 'number_format': '#,##0', 'd3_format': ',.0f'},
    }) }}
{%- endmacro %}
