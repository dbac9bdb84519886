-- Cluster membership. Orleans reads the texts of its queries from OrleansQuery, a name it has built in, and
-- finds it by the connection's search path; every other name is qualified, so nothing else depends on that path.
-- Parameter names and the names of result columns are Orleans' contract.

create table orleans.orleansquery (
  querykey varchar(64) not null constraint orleansquery_pkey primary key,
  querytext varchar(8000) not null
);

create table orleans.membership_version (
  deploymentid text collate "C" not null constraint membership_version_pkey primary key,
  version integer not null default 0,
  timestamp timestamptz(3) not null default now()
) with (fillfactor = 50);

create table orleans.membership (
  deploymentid text collate "C" not null
    constraint membership_deployment references orleans.membership_version (deploymentid),
  address text collate "C" not null,
  port integer not null,
  generation integer not null,
  siloname text not null,
  hostname text not null,
  status integer not null,
  proxyport integer,
  suspecttimes text,
  starttime timestamptz(3) not null,
  iamalivetime timestamptz(3) not null,
  constraint membership_pkey primary key (deploymentid, address, port, generation)
) with (fillfactor = 50);

comment on table orleans.membership_version is
  'One row per cluster; every change of its membership goes through a compare-and-swap of this version.';
comment on table orleans.membership is 'One row per silo ever started, until its cleanup. Status 3 is active, 6 is dead.';
comment on column orleans.membership.iamalivetime is 'Heartbeat; rewritten every few seconds, hence the fill factor.';

insert into orleans.orleansquery (querykey, querytext) values

('MembershipReadAllKey', $query$
  select v.deploymentid as DeploymentId, m.address as Address, m.port as Port, m.generation as Generation,
         m.siloname as SiloName, m.hostname as HostName, m.status as Status, m.proxyport as ProxyPort,
         m.suspecttimes as SuspectTimes, m.starttime as StartTime, m.iamalivetime as IAmAliveTime, v.version as Version
  from orleans.membership_version v left join orleans.membership m using (deploymentid)
  where v.deploymentid = @DeploymentId
$query$),

('MembershipReadRowKey', $query$
  select v.deploymentid as DeploymentId, m.address as Address, m.port as Port, m.generation as Generation,
         m.siloname as SiloName, m.hostname as HostName, m.status as Status, m.proxyport as ProxyPort,
         m.suspecttimes as SuspectTimes, m.starttime as StartTime, m.iamalivetime as IAmAliveTime, v.version as Version
  from orleans.membership_version v left join orleans.membership m
    on m.deploymentid = v.deploymentid and m.address = @Address and m.port = @Port and m.generation = @Generation
  where v.deploymentid = @DeploymentId
$query$),

('GatewaysQueryKey', $query$
  select address as Address, proxyport as ProxyPort, generation as Generation
  from orleans.membership
  where deploymentid = @DeploymentId and status = @Status and proxyport > 0
$query$),

('InsertMembershipVersionKey', $query$
  with inserted as (
    insert into orleans.membership_version (deploymentid) values (@DeploymentId)
    on conflict (deploymentid) do nothing
    returning 1)
  select count(*)::integer from inserted
$query$),

-- The version's row lock queues concurrent writers; whoever comes second finds another version, and changes nothing.
('InsertMembershipKey', $query$
  with guard as (
    update orleans.membership_version set version = version + 1, timestamp = now()
    where deploymentid = @DeploymentId and version = @Version
      and not exists (
        select from orleans.membership
        where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning deploymentid),
  inserted as (
    insert into orleans.membership
      (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
    select deploymentid, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    from guard
    returning 1)
  select count(*)::integer from inserted
$query$),

-- The silo's row is locked before the version is, so a cleanup cannot take it away between the two.
('UpdateMembershipKey', $query$
  with silo as (
    select from orleans.membership
    where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation
    for update),
  guard as (
    update orleans.membership_version set version = version + 1, timestamp = now()
    where deploymentid = @DeploymentId and version = @Version and exists (select from silo)
    returning deploymentid),
  updated as (
    update orleans.membership m
    set status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
    from guard
    where m.deploymentid = guard.deploymentid and m.address = @Address and m.port = @Port and m.generation = @Generation
    returning 1)
  select count(*)::integer from updated
$query$),

('UpdateIAmAlivetimeKey', $query$
  update orleans.membership set iamalivetime = @IAmAliveTime
  where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$query$),

('DeleteMembershipTableEntriesKey', $query$
  delete from orleans.membership where deploymentid = @DeploymentId;
  delete from orleans.membership_version where deploymentid = @DeploymentId
$query$),

-- A silo that lost its database for a while is late, not dead: only the dead are cleaned away.
('CleanupDefunctSiloEntriesKey', $query$
  delete from orleans.membership
  where deploymentid = @DeploymentId and status = 6 and iamalivetime < @IAmAliveTime
$query$),

-- The newer form of the same: one row, deleted only if it is still as Orleans read it.
('CleanupDefunctSiloEntryKey', $query$
  delete from orleans.membership
  where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation
    and status = 6 and starttime = @StartTime and iamalivetime = @IAmAliveTime
    and nullif(suspecttimes, '') is not distinct from nullif(@SuspectTimes, '')
$query$);
