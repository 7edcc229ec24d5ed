-- Deals won against deals lost, and the days from the creation of a deal to its being won.
create temp table decided as
select rep_id, date(closed_at, 'unixepoch') as day, outcome = 'won' as above, outcome <> 'won' as below
from sound_deals
where closed_at is not null and deal_type is not 'renewal' and outcome in ('won', 'lost', 'no_decision');

create temp table won as
select
    rep_id, date(closed_at, 'unixepoch') as day, coalesce(closed_at >= created_at, 0) as below,
    case when closed_at >= created_at then closed_at / 86400 - created_at / 86400 end as above
from sound_deals
where closed_at is not null and deal_type is not 'renewal' and outcome = 'won';
