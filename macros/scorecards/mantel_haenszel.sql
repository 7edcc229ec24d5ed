{#
    The CTEs of the common difference of two rates over strata; they end in `stratified`: driver, band, strata_count,
    lead_count, converted_count, reference_lead_count, reference_converted_count, rate_difference and half_width (of the
    interval, whose standard normal value is z). Strata without leads on both sides say nothing and are left out.

    compared  relation with driver, band, is_reference, stratum_type, and lead_count and converted_count of the band and,
              as reference_lead_count and reference_converted_count, of its reference
#}
{% macro mantel_haenszel(compared, z) -%}
-- the parts of the common difference over the sources, weighted as Mantel and Haenszel do, with Sato's variance
stratified_parts as (
    select
        driver,
        band,
        cast(lead_count as {{ type_double() }}) as band_leads,
        cast(converted_count as {{ type_double() }}) as band_wins,
        cast(reference_lead_count as {{ type_double() }}) as other_leads,
        cast(reference_converted_count as {{ type_double() }}) as other_wins,
        cast(lead_count + reference_lead_count as {{ type_double() }}) as all_leads
    from {{ compared }}
    where stratum_type = 'source' and not is_reference and reference_lead_count > 0
),

stratified_sums as (
    select
        driver,
        band,
        count(*) as strata_count,
        sum(band_leads) as lead_count,
        sum(band_wins) as converted_count,
        sum(other_leads) as reference_lead_count,
        sum(other_wins) as reference_converted_count,
        sum({{ safe_divide('(band_wins * other_leads - other_wins * band_leads)', 'all_leads') }}) as weighted_difference,
        sum({{ safe_divide('band_leads * other_leads', 'all_leads') }}) as weights,
        sum({{ safe_divide(
            '(band_leads * band_leads * other_wins - other_leads * other_leads * band_wins + band_leads * other_leads * (other_leads - band_leads) / 2)',
            'all_leads * all_leads',
        ) }}) as variance_slope,
        sum({{ safe_divide(
            '(band_wins * (other_leads - other_wins) + other_wins * (band_leads - band_wins))', '2 * all_leads',
        ) }}) as variance_base
    from stratified_parts
    group by driver, band
),

stratified as (
    select
        stratified_sums.*,
        {{ safe_divide('weighted_difference', 'weights') }} as rate_difference,
        {{ z }} * sqrt({{ greatest_of([
            safe_divide('(' ~ safe_divide('weighted_difference', 'weights') ~ ' * variance_slope + variance_base)', 'weights * weights'),
            0,
        ]) }}) as half_width
    from stratified_sums
)
{%- endmacro %}
