-- Deals won against deals lost, and the days from the creation of a deal to its being won.
create temp table decided as
select rep_id, cast(closed_at as date) as day, cast(outcome = 'won' as integer) as above, cast(outcome <> 'won' as integer) as below
from sound_deals
where closed_at is not null and deal_type is distinct from 'renewal' and outcome in ('won', 'lost', 'no_decision');

create temp table won as
select
    rep_id, cast(closed_at as date) as day,
    case when closed_at >= created_at then date_diff('day', cast(created_at as date), cast(closed_at as date)) end as above,
    cast(coalesce(closed_at >= created_at, false) as integer) as below
from sound_deals
where closed_at is not null and deal_type is distinct from 'renewal' and outcome = 'won';

insert into kpis from rows_of('deal_win_loss_ratio', 'decided');
insert into kpis from rows_of('average_sales_cycle', 'won');
