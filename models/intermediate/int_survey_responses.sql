with

records as (
    {{ union_systems('survey_responses') }}
)

select
    records.response_id,
    records.surveyed_on,
    records.respondent_id,
    records.question,
    records.rank as naming_rank,
    records.brand as named_as,
    records.weight,
    records.score,
    coalesce(survivors.survivor_id, records.deal_id) as deal_id,
    case when {{ is_test_record('survey_responses') }} then 'test' end as left_out_reason
from records
left join {{ ref('int_survivors') }} as survivors
    on survivors.record_type = 'deals' and records.deal_id = survivors.record_id
