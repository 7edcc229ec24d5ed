-- One row per driver and band: conversion, and the difference to the reference band, within sources where that can be had.
select
    plain.driver,
    plain.driver_en,
    plain.driver_zh,
    plain.band,
    plain.band_order,
    plain.band_en,
    plain.band_zh,
    plain.is_reference,
    plain.lead_count,
    plain.converted_count,
    plain.conversion_rate,
    plain.ci_low,
    plain.ci_high,
    plain.is_low_sample,
    plain.rate_difference,
    within.rate_difference as stratified_difference,
    within.difference_ci_low as stratified_low,
    within.difference_ci_high as stratified_high
from conversion_drivers as plain
left join conversion_drivers as within
    on plain.driver = within.driver and plain.band = within.band and within.stratum_type = 'stratified'
where plain.stratum_type = 'all'
order by plain.driver, plain.band_order
