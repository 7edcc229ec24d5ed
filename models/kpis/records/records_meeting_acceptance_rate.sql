-- Meetings with an external invitee, one a reschedule chain, by the day of its first invitation; self-booked, withdrawn
-- and still open ones are left out. The latest instance speaks for the chain. Without answers, what was not canceled was accepted.
select
    'meetings' as export,
    chain_id as record_id,
    lead_id,
    cast(null as {{ dbt.type_string() }}) as customer_id,
    rep_id,
    team_id,
    first_invited_on as counted_on,
    case
        when has_invitation_answers then case when response = 'accepted' then 1 else 0 end
        when outcome = 'canceled' then 0
        else 1
    end as numerator,
    1 as denominator,
    1 as units,
    true as is_counted,
    false as is_unknown,
    case
        when has_invitation_answers
            then case when response in ('accepted', 'declined', 'tentative') then response else 'no_answer' end
        when outcome = 'canceled' then 'canceled'
        else 'not_canceled'
    end as reason,
    cast(null as {{ type_double() }}) as record_value,
    cast(null as {{ dbt.type_string() }}) as record_unit,
    has_invitation_answers,
    is_answered,
    has_started,
    outcome
from {{ ref('fct_meetings') }}
where
    is_counted_instance
    and not is_self_booked
    and not is_withdrawn_before_answer
    and (has_started or (has_invitation_answers and is_answered))
