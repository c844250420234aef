"""Grading on a dask cluster: nothing lost and nothing twice, whatever becomes of its workers."""

import json
import os
import signal
import time

import pytest

from coursework.errors import CourseworkError
from coursework.grading import cluster as clusters
from coursework.grading.cluster import Cluster

distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed here")
psutil = pytest.importorskip("psutil")


def job(number, **more):
    """A job of one cell and one test."""
    cell = {"kind": "cell", "key": "k1", "source": f"x = {number}"}
    test = {"kind": "test", "key": "t1", "source": "x", "visible": "", "names": ["x"]}
    return {"id": f"s{number}/n", "files": {}, "steps": [cell, test], "setup": [], "limits": {}, **more}


def work(name, version, settings, job):
    """What stands in for a warm worker: answers with the job's id, or does what the job says."""
    job = json.loads(job)
    time.sleep(job.get("seconds", 0.02))
    if job.get("kills"):
        os.kill(os.getpid(), signal.SIGKILL)
    if job.get("fails"):
        raise OSError("no room left")
    return json.dumps({"id": job["id"], "process": os.getpid(), "events": []})


@pytest.fixture(scope="module")
def local():
    """A cluster of two processes on this machine; a task that its worker died of twice is given up."""
    import dask

    quiet = {"distributed.scheduler.allowed-failures": 1, "distributed.logging.distributed": "critical"}
    with (
        dask.config.set(quiet),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
        ) as made,
    ):
        yield made


def marks(address, jobs, **settings):
    """[(id, outcome)] of a run on the cluster."""
    with Cluster(address, work=work, **settings) as cluster:
        return list(cluster.run(jobs))


def test_every_job_once_and_no_further_ahead_than_the_cluster_can_use(local):
    taken, open_jobs = [], []

    def jobs():
        for number in range(30):
            taken.append(number)
            yield job(number)

    with Cluster(local.scheduler_address, work=work) as cluster:
        done = []
        for name, outcome in cluster.run(jobs()):
            assert outcome["id"] == name
            done.append(name)
            open_jobs.append(len(taken) - len(done))
    assert sorted(done) == sorted(f"s{n}/n" for n in range(30))
    assert max(open_jobs) <= 2 * clusters.AHEAD


def test_a_worker_killed_half_way_loses_nothing_and_repeats_nothing(local):
    done = []
    with Cluster(local.scheduler_address, work=work) as cluster:
        for name, outcome in cluster.run(job(n, seconds=0.1) for n in range(24)):
            done.append(name)
            if len(done) == 8:
                os.kill(outcome["process"], signal.SIGKILL)
    assert sorted(done) == sorted(f"s{n}/n" for n in range(24))


def test_a_job_that_kills_its_workers_costs_itself_alone(local):
    jobs = [job(n, kills=n == 3) for n in range(10)]
    done = marks(local.scheduler_address, jobs)
    assert sorted(name for name, _ in done) == sorted(one["id"] for one in jobs)
    outcomes = dict(done)
    [event] = outcomes["s3/n"]["events"]
    assert event["kind"] == "kernel-died"
    assert outcomes["s3/n"]["tests"]["t1"]["status"] == "not run"
    assert all(not outcomes[name]["events"] for name in outcomes if name != "s3/n")


def test_stopping_in_the_middle_leaves_nothing_to_do(local):
    with Cluster(local.scheduler_address, work=work) as cluster:
        running = cluster.run(job(n, seconds=0.3) for n in range(100))
        next(running)
        running.close()
        with distributed.Client(local.scheduler_address, set_as_default=False) as client:
            for _ in range(50):
                tasks = sum(len(held) for held in client.processing().values())
                if not tasks:
                    break
                time.sleep(0.1)
            assert tasks == 0


def test_a_worker_that_cannot_work_is_named_and_so_is_the_remedy(local):
    with pytest.raises(
        CourseworkError, match=r"cannot run the grading code.*no room left.*goes on from there"
    ):
        marks(local.scheduler_address, [job(1, fails=True)])


def test_another_version_on_a_worker_is_refused(local, monkeypatch):
    monkeypatch.setattr(clusters, "version", lambda: "another")
    with (
        pytest.raises(CourseworkError, match="another version of the course"),
        Cluster(local.scheduler_address) as cluster,
    ):
        list(cluster.run([job(1)]))


def test_no_scheduler_and_no_workers_are_said_in_words():
    with pytest.raises(CourseworkError, match=r"no dask scheduler answers at tcp://127\.0\.0\.1:9"):
        Cluster("tcp://127.0.0.1:9", patience=0.5).__enter__()
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=":0", silence_logs=50) as empty,
        pytest.raises(CourseworkError, match="has no workers"),
    ):
        marks(empty.scheduler_address, [job(1)], patience=0.5)
