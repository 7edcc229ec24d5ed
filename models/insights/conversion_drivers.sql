with

settings as (
    {{ settings_of(['driver_min_sample', 'interval_z']) }}
),

-- by source, and over all sources
strata as (
    select
        leads.driver,
        leads.band,
        bands.is_reference,
        case when grouping(leads.source) = 1 then 'all' else 'source' end as stratum_type,
        case when grouping(leads.source) = 1 then 'all' else leads.source end as stratum,
        count(*) as lead_count,
        count(case when leads.is_converted then 1 end) as converted_count
    from {{ ref('conversion_driver_leads') }} as leads
    inner join {{ ref('driver_bands') }} as bands on leads.driver = bands.driver and leads.band = bands.band
    group by leads.driver, leads.band, bands.is_reference, rollup(leads.source)
),

rates as (
    select
        strata.*,
        {{ safe_divide('converted_count', 'lead_count') }} as band_rate,
        {{ wilson('low', safe_divide('converted_count', 'lead_count'), 'lead_count', 'settings.interval_z') }} as band_ci_low,
        {{ wilson('high', safe_divide('converted_count', 'lead_count'), 'lead_count', 'settings.interval_z') }} as band_ci_high
    from strata
    cross join settings
),

compared as (
    select
        rates.*,
        reference.lead_count as reference_lead_count,
        reference.band_rate as reference_rate,
        reference.band_ci_low as reference_ci_low,
        reference.band_ci_high as reference_ci_high,
        reference.converted_count as reference_converted_count
    from rates
    left join rates as reference
        on
            rates.driver = reference.driver
            and rates.stratum_type = reference.stratum_type
            and rates.stratum = reference.stratum
            and reference.is_reference
),

{{ mantel_haenszel('compared', '(select settings.interval_z from settings)') }},

differences as (
    select
        driver,
        band,
        stratum_type,
        stratum,
        1 as strata_count,
        lead_count,
        converted_count,
        band_rate as conversion_rate,
        band_ci_low as ci_low,
        band_ci_high as ci_high,
        reference_lead_count,
        reference_rate,
        case when not is_reference then band_rate - reference_rate end as rate_difference,
        case when not is_reference then {{ newcombe('low', 'band', 'reference') }} end as difference_ci_low,
        case when not is_reference then {{ newcombe('high', 'band', 'reference') }} end as difference_ci_high
    from compared

    union all

    select
        driver,
        band,
        'stratified' as stratum_type,
        'all' as stratum,
        strata_count,
        lead_count,
        converted_count,
        {{ safe_divide('converted_count', 'lead_count') }} as conversion_rate,
        null as ci_low,
        null as ci_high,
        reference_lead_count,
        {{ safe_divide('reference_converted_count', 'reference_lead_count') }} as reference_rate,
        rate_difference,
        -- the variance holds for samples that are not small
        case when lead_count >= settings.driver_min_sample then {{ greatest_of(['rate_difference - half_width', -1]) }} end
            as difference_ci_low,
        case when lead_count >= settings.driver_min_sample then {{ least_of(['rate_difference + half_width', 1]) }} end
            as difference_ci_high
    from stratified
    cross join settings
)

select
    {{ digest(['differences.driver', 'differences.band', 'differences.stratum_type', 'differences.stratum']) }} as driver_row_id,
    differences.driver,
    bands.driver_en,
    bands.driver_zh,
    differences.band,
    cast(bands.band_order as bigint) as band_order,
    bands.band_en,
    bands.band_zh,
    bands.is_reference,
    differences.stratum_type,
    differences.stratum,
    cast(differences.strata_count as bigint) as strata_count,
    cast(differences.lead_count as bigint) as lead_count,
    cast(differences.converted_count as bigint) as converted_count,
    differences.conversion_rate,
    differences.ci_low,
    differences.ci_high,
    cast(differences.reference_lead_count as bigint) as reference_lead_count,
    differences.reference_rate,
    differences.rate_difference,
    differences.difference_ci_low,
    differences.difference_ci_high,
    differences.lead_count < settings.driver_min_sample
    or coalesce(differences.reference_lead_count < settings.driver_min_sample, true) as is_low_sample
from differences
inner join {{ ref('driver_bands') }} as bands on differences.driver = bands.driver and differences.band = bands.band
cross join settings
