-- Weight of the namings of our brand, of those of all tracked brands; a brand counts once for each person and day.
create temp table named as
with brand_sets as (
    select brand_set_version, min(cast(valid_from as date)) as valid_from from reference('brands') group by 1
),

namings as (
    select
        surveyed_on, coalesce(alias.brand, answers.brand) as brand, weight,
        row_number() over (
            partition by respondent_id, surveyed_on, coalesce(alias.brand, answers.brand) order by rank nulls last, response_id
        ) as copy
    from answers
    left join reference('brand_aliases') as alias on answers.brand = alias.alias
    where question = 'unaided_awareness' and surveyed_on <= getvariable('as_of') and weight is not null
)

select
    'unassigned' as rep_id, surveyed_on as day,
    case when tracked.is_ours = 'true' then weight else 0 end as above,
    case when tracked.brand is not null then weight else 0 end as below
from namings
asof left join brand_sets on surveyed_on >= brand_sets.valid_from
left join reference('brands') as tracked on tracked.brand_set_version = brand_sets.brand_set_version and tracked.brand = namings.brand
where copy = 1;

insert into kpis from rows_of('share_of_voice', 'named') where scope_type = 'company';
-- without an answer nothing is known
update kpis set numerator = null, denominator = null
where
    kpi_id = 'share_of_voice'
    and not exists (from named where date_trunc(kpis.period_type, day) = kpis.period_start);
