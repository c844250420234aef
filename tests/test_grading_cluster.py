"""Grading on a dask cluster: nothing lost and nothing twice, whatever becomes of its workers."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from coursework.bench_grading import echo
from coursework.errors import CourseworkError
from coursework.grading.running import cluster as clusters
from coursework.grading.running import sandbox
from coursework.grading.running.cluster import Cluster
from coursework.grading.running.pool import Pool

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


LIMITS = {
    "cell_seconds": 10,
    "total_seconds": 30,
    "memory_mb": 256,
    "processes": 16,
    "file_mb": 8,
    "output_kb": 64,
}


def submission(number):
    """A job for a real worker: right, wrong, failing and endless answers in turn."""
    answers = f"x = {number}", f"x = {number} + 1", "x = unknown", "import os\nos.kill(os.getpid(), 9)"
    made = job(number, limits=LIMITS)
    made["steps"][0]["source"] = "import time\ntime.sleep(0.2)\n" + answers[number % 4]
    made["steps"][1]["source"] = f"2.0 * (x == {number})"
    return made


def what_counts(outcomes):
    """{job: (status of its cell, value of its test, kinds of its events)}."""
    return {
        name: (one["cells"]["k1"]["status"], one["tests"]["t1"]["value"], [e["kind"] for e in one["events"]])
        for name, one in outcomes
    }


def below(process):
    """Everything that a process has started."""
    return psutil.Process(process).children(recursive=True)


def test_real_submissions_have_the_marks_of_the_local_pool_though_a_worker_is_killed_half_way():
    jobs = [submission(number) for number in range(16)]
    with Pool(2, [], sandbox.find()) as pool:
        expected = what_counts(pool.run(jobs))
    assert expected["s0/n"] == ("ok", 2.0, [])
    assert expected["s1/n"] == ("ok", 0.0, [])
    assert expected["s3/n"][0] == "stopped"
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
        ) as local,
        Cluster(local.scheduler_address, {"modules": []}) as cluster,
    ):
        done, workers = [], [nanny.pid for nanny in local.workers.values()]
        for one in cluster.run(jobs):
            done.append(one)
            if len(done) == 5:
                orphans = below(workers[0])
                assert orphans
                os.kill(workers[0], signal.SIGKILL)
        assert [name for name, _ in done].count("s0/n") == 1
        assert len(done) == len(jobs)
        assert what_counts(done) == expected
        _, left = psutil.wait_procs(orphans, timeout=5)
        assert not left, "what a killed dask worker had started goes on"
        warm = [process for nanny in local.workers.values() for process in below(nanny.pid)]
    _, left = psutil.wait_procs(warm, timeout=5)
    assert not left


def test_the_warm_workers_end_with_the_class(local):
    with distributed.Client(local.scheduler_address, set_as_default=False) as client:
        pids = list(client.run(os.getpid).values())
        before = {process.pid for one in pids for process in below(one)}
        with Cluster(local.scheduler_address, {"modules": []}) as cluster:
            list(cluster.run([submission(0), submission(4)]))
            started = [process for one in pids for process in below(one) if process.pid not in before]
            assert started
        _, left = psutil.wait_procs(started, timeout=5)
        assert not left


def test_an_interrupted_class_leaves_no_process_behind(local):
    slow = submission(0)
    slow["steps"][0]["source"] = "import time; time.sleep(8)"
    with distributed.Client(local.scheduler_address, set_as_default=False) as client:
        pids = list(client.run(os.getpid).values())
    with Cluster(local.scheduler_address, {"modules": []}) as cluster:
        running = cluster.run([submission(4), submission(8), *({**slow, "id": f"slow{n}"} for n in range(6))])
        next(running)
        next(running)
        time.sleep(0.5)
        started = [process for one in pids for process in below(one)]
        assert started
        running.close()
    _, left = psutil.wait_procs(started, timeout=3)
    time.sleep(0.5)
    assert not left
    assert not [process for one in pids for process in below(one)]


def test_modules_named_later_are_loaded_before_the_next_job(local):
    """As modules of a class are known only once its model answers have run."""
    seen = submission(0)
    seen["steps"][0]["source"] = "import sys\nx = 0 if 'colorsys' in sys.modules else 1"
    jobs = [{**seen, "id": f"s{number}/n"} for number in range(6)]
    with Cluster(local.scheduler_address, {"modules": []}) as cluster:
        before = [one["tests"]["t1"]["value"] for _, one in cluster.run(jobs)]
        cluster.warm(["colorsys"])
        after = [one["tests"]["t1"]["value"] for _, one in cluster.run(jobs)]
    assert (before, after) == ([0.0] * 6, [2.0] * 6)


def test_no_sandbox_is_refused_for_untrusted_work(monkeypatch):
    monkeypatch.setattr(clusters, "wall_here", lambda: None)
    with pytest.raises(CourseworkError, match="install bubblewrap"):
        clusters.run_here("class", clusters.version(), json.dumps({"untrusted": True}), json.dumps(job(1)))


ELSEWHERE = """import time
from distributed import LocalCluster
if __name__ == "__main__":
    made = LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0", silence_logs=50)
    print(made.scheduler_address, flush=True)
    time.sleep(30)
"""


def test_a_scheduler_that_dies_half_way_is_said_in_words(tmp_path):
    (tmp_path / "elsewhere.py").write_text(ELSEWHERE)
    line = [sys.executable, str(tmp_path / "elsewhere.py")]
    done = []

    def grade(elsewhere):
        with Cluster(elsewhere.stdout.readline().strip(), work=echo) as cluster:
            for name, _ in cluster.run(job(n) for n in range(100_000)):
                done.append(name)
                if len(done) == 3:
                    elsewhere.kill()

    with (
        subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as elsewhere,
        pytest.raises(CourseworkError, match=r"scheduler at tcp.* is gone.*goes on from there"),
    ):
        grade(elsewhere)
    assert len(set(done)) == len(done) >= 3


def test_without_dask_the_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CourseworkError, match="pip install distributed"):
        Cluster("tcp://127.0.0.1:8786").__enter__()
