"""Searches over hyperparameters."""

from __future__ import annotations

import ctypes
import json
import math
from dataclasses import dataclass
from typing import Any, Callable, Mapping, Optional, Sequence, Union

import numpy as np

from . import _prototypes as c
from ._calls import Call
from ._enums import Acquisition, Strategy, TrialState, member
from ._errors import check
from ._handle import Handle
from ._library import lib
from ._native import (
    PathLike,
    assign,
    initialised,
    json_bytes,
    path_bytes,
    text,
    text_bytes,
    whole,
)
from .dataset import Dataset
from .history import Epoch
from .model import Model
from .options import TrainingOptions, training_options
from .space import Space, default_space


@dataclass(frozen=True)
class Trial:
    """One trial of a search."""

    id: int  #: from 0
    state: TrialState
    hyperparameters: dict[str, Any]
    continues: Optional[int]  #: id of the trial whose checkpoint this one goes on from
    first_epoch: int  #: the last epoch that the trial has run which it continues, its end_epoch
    last_epoch: int  #: run up to this epoch, counted from 1
    value: Optional[float]  #: the (first) objective, once it is told
    end_epoch: int = 0  #: the last epoch that it has run; first_epoch: none yet; below last_epoch: stopped
    values: tuple[float, ...] = ()  #: of all objectives, once they are told

    @classmethod
    def _from(
        cls, trial: c.scanline_trial, hyperparameters: str, floats: frozenset[str]
    ) -> Trial:
        return cls(
            id=trial.id,
            state=TrialState(trial.state),
            hyperparameters=_point(json.loads(hyperparameters or "{}"), floats),
            continues=trial.continues if trial.continues >= 0 else None,
            first_epoch=trial.first_epoch,
            last_epoch=trial.last_epoch,
            value=None if math.isnan(trial.value) else trial.value,
            end_epoch=trial.end_epoch,
            values=tuple(trial.values[: trial.value_count]),
        )

    @classmethod
    def _of(cls, summary: Mapping[str, Any], floats: frozenset[str]) -> Trial:
        """The trial of a search's summary."""
        return cls(
            state=TrialState[summary["state"].upper()],
            hyperparameters=_point(summary["hyperparameters"], floats),
            values=tuple(summary["values"]),
            **{
                key: summary[key]
                for key in (
                    "id",
                    "continues",
                    "first_epoch",
                    "last_epoch",
                    "end_epoch",
                    "value",
                )
            },
        )


#: Called after every epoch of every trial with its figures, and with None when a trial has ended.
TrialCallback = Callable[[Trial, Optional[Epoch]], Optional[bool]]


class Tuner(Handle):
    """A search over hyperparameters: :meth:`run` on a dataset, or :meth:`ask`, :meth:`report` and
    :meth:`tell` for a host that runs the trials itself.

    The space is a :class:`Space`, or a dict (or JSON text) from a hyperparameter's name to its domain;
    this one is for a recurrent network, ``run(dataset, spec={"preset": "rows"})``::

        {"learning_rate": {"type": "float", "low": 1e-4, "high": 1e-2, "scale": "log"},
         "units": {"type": "int", "low": 32, "high": 256, "step": 32},
         "cell": {"type": "choice", "values": ["lstm", "gru"]},
         "bidirectional": {"type": "boolean"}}
    """

    _free = "scanline_tuner_free"
    _floats: frozenset[str]  #: hyperparameters that are floats

    def __init__(
        self,
        space: Union[None, str, Mapping[str, Any], Space] = None,
        *,
        strategy: Union[Strategy, str] = Strategy.HYPERBAND,
        max_trials: int = 0,
        max_epochs: int = 60,
        factor: int = 3,
        minimize: bool = False,
        seed: int = 0,
        max_consecutive_failures: int = 3,
        journal_path: Optional[PathLike] = None,
        objectives: Optional[str] = None,
        target: Optional[float] = None,
        max_seconds: float = 0,
        max_total_epochs: int = 0,
        lease_seconds: float = 0,
        parallel_trials: int = 1,
        retrain: bool = False,
        startup_trials: int = 0,
        acquisition: Union[Acquisition, str] = Acquisition.EXPECTED_IMPROVEMENT,
        confidence: float = 2,
        prune: bool = False,
        prune_after_trials: int = 5,
        prune_after_epochs: int = 1,
        executions: int = 1,
        best_models: int = 1,
    ) -> None:
        """
        Args:
            space: the hyperparameters and their domains (docs/tuning.md); None: the library's
                default space.
            strategy: "hyperband", "asha", "bohb", "bayesian", "tpe", "random" or "grid".
            max_trials: trials at most; 0: no limit, where the strategy ends by itself ("hyperband",
                "bohb", "grid") or another budget is given.
            max_epochs: a trial's epochs at most (R).
            factor: hyperband, asha, bohb: about one in so many trials goes on to the next round; 2 to 1000.
            minimize: smaller values of the objective are better.
            max_consecutive_failures: the search gives up after so many failed trials in a row.
            journal_path: a search that was killed goes on from its journal; several tuners, of one
                process or of many, may search over one journal.
            objectives: what trials are judged by, "maximize:validation_accuracy,minimize:latency_ms"
                say, the first one above all; None: one figure, see ``minimize``.
            target: a value of the first objective that ends the search.
            max_seconds: wall time from :meth:`run` (or from now); running trials then end with what
                they have; 0: no limit.
            max_total_epochs: of all trials together; 0: no limit.
            lease_seconds: a running trial without an event for so long is handed out again, whoever
                has it; 0: only when its process on this machine has ended.
            parallel_trials: that :meth:`run` trains at once, dividing the threads among them.
            retrain: :meth:`run` trains the winner anew on training and validation part together.
            startup_trials: bayesian, tpe, bohb: trials before it learns; 0: its own choice.
            acquisition: bayesian: "expected_improvement" or "lower_confidence_bound".
            confidence: bayesian: standard deviations of the lower confidence bound.
            prune: :meth:`report` stops trials that are worse than the median of the others; not
                with hyperband, asha and bohb.
            prune_after_trials: others that must have come as far.
            prune_after_epochs: epochs that every trial has.
            executions: times that :meth:`run` trains a trial, each with a seed of its own; its
                values are the means.
            best_models: models of the best points that :meth:`run` keeps for :attr:`best_models`.
        """
        options = initialised(c.scanline_tuner_options)
        assign(
            options,
            strategy=member(Strategy, strategy, "strategy"),
            max_trials=max_trials,
            max_epochs=max_epochs,
            factor=factor,
            minimize=bool(minimize),
            seed=seed,
            max_consecutive_failures=max_consecutive_failures,
            target=math.nan if target is None else target,
            max_seconds=max_seconds,
            max_total_epochs=max_total_epochs,
            lease_seconds=lease_seconds,
            parallel_trials=parallel_trials,
            retrain=bool(retrain),
            startup_trials=startup_trials,
            acquisition=member(Acquisition, acquisition, "acquisition"),
            confidence=confidence,
            prune=bool(prune),
            prune_after_trials=prune_after_trials,
            prune_after_epochs=prune_after_epochs,
            executions=executions,
            best_models=best_models,
        )
        if objectives is not None:
            options.objectives = text_bytes(objectives, "objectives")
        if journal_path is not None:
            options.journal_path = path_bytes(journal_path)
        if isinstance(space, Space):
            space = space.json
        if space is None:
            space = default_space()
        text_of_space = json_bytes(space, "space")
        handle = ctypes.c_void_p()
        check(
            lib.scanline_tuner_create(text_of_space, ctypes.byref(options), ctypes.byref(handle))
        )
        self._adopt(handle)
        self._floats = _float_keys(json.loads(text_of_space or b"{}"))

    @classmethod
    def open(cls, journal_path: PathLike, *, read_only: bool = False) -> Tuner:
        """Go on with the search of a journal, under the space and the options of its first line.

        ``read_only``: only to look at it; the file stays as it is, and may be someone else's.
        """
        opened = lib.scanline_tuner_open_read_only if read_only else lib.scanline_tuner_open
        handle = ctypes.c_void_p()
        check(opened(path_bytes(journal_path), ctypes.byref(handle)))
        tuner = cls._wrapping(handle)
        with open(journal_path, "rb") as journal:
            tuner._floats = _float_keys(json.loads(journal.readline())["space"])
        return tuner

    def run(
        self,
        dataset: Dataset,
        *,
        spec: Union[None, str, Mapping[str, Any]] = None,
        options: Optional[TrainingOptions] = None,
        on_trial: Optional[TrialCallback] = None,
    ) -> Model:
        """Search on a dataset and return the trained winner.

        Args:
            spec: the network that the hyperparameters change; see ``Model.create``.
            options: the settings that the hyperparameters change; the search itself decides the
                epochs, the monitor, restore_best and checkpoint_path.
            on_trial: called after every epoch of every trial with the trial and its figures, and
                with None instead of figures when a trial has ended. Stops the search by returning
                False (CancelledError) or by an exception; :attr:`best_model` then has the best so
                far, and the journal can be continued.
        """

        def called(trial: Any, hyperparameters: bytes, epoch: Any, _: None) -> Optional[bool]:
            if on_trial is None:
                return None
            figures = Epoch._from(epoch.contents) if epoch else None
            return on_trial(self._trial(trial.contents, hyperparameters.decode()), figures)

        settings = None if options is None else training_options(options)._struct(dataset.labels)
        model = ctypes.c_void_p()
        handle = self._handle
        call = Call(cancel=lambda: lib.scanline_tuner_cancel(handle))
        callback = call.callback(c.scanline_trial_callback, called)
        call.run(
            lib.scanline_tuner_run,
            handle,
            dataset._handle,
            json_bytes(spec, "spec"),
            None if settings is None else ctypes.byref(settings),
            callback,
            None,
            ctypes.byref(model),
        )
        return Model._wrapping(model)

    def check(
        self,
        *,
        spec: Union[None, str, Mapping[str, Any]] = None,
        options: Optional[TrainingOptions] = None,
    ) -> None:
        """Raise InvalidArgumentError for what :meth:`run` would refuse whatever the pictures are, before
        any is read."""
        given = training_options(options)
        by_label = isinstance(given.class_weights, Mapping)
        settings = given._struct(list(given.class_weights) if by_label else None)
        text_of_spec = json_bytes(spec, "spec")
        check(lib.scanline_tuner_check(self._handle, text_of_spec, ctypes.byref(settings)))

    def ask(self) -> Trial:
        """The next trial to run. Its state is RUNNING; or WAIT, when a running trial must be told
        first; or FINISHED, when the search has ended."""
        trial = initialised(c.scanline_trial)
        hyperparameters = text(lib.scanline_tuner_ask, self._handle, ctypes.byref(trial))
        return self._trial(trial, hyperparameters)

    def _trial(self, trial: c.scanline_trial, hyperparameters: str) -> Trial:
        return Trial._from(trial, hyperparameters, self._floats)

    def enqueue(self, *points: Mapping[str, Any]) -> None:
        """Try these points before what the strategy proposes, for all epochs. Points that wait or
        were tried already are left out."""
        text_of_points = json_bytes(list(points), "points")
        check(lib.scanline_tuner_enqueue(self._handle, text_of_points))

    def add_trial(
        self,
        hyperparameters: Mapping[str, Any],
        value: Union[float, Sequence[float], np.ndarray],
    ) -> int:
        """Add a completed trial that was run elsewhere, for all epochs: strategies learn from it, and it
        can be the best. The limits on trials and epochs do not count it. Returns its id."""
        values = np.atleast_1d(_values(value))
        numbers = (ctypes.c_double * len(values))(*values)
        point = json_bytes(dict(hyperparameters), "hyperparameters")
        trial_id = ctypes.c_uint64()
        check(
            lib.scanline_tuner_add_trial(
                self._handle, point, numbers, len(numbers), ctypes.byref(trial_id)
            )
        )
        return trial_id.value

    def report(self, trial: Union[Trial, int], epoch: int, value: float) -> bool:
        """Report the objective after an epoch (from 1) of a running trial. True: stop it."""
        stop = ctypes.c_int32()
        check(
            lib.scanline_tuner_report(
                self._handle,
                _id(trial),
                whole(epoch, "epoch"),
                float(value),
                ctypes.byref(stop),
            )
        )
        return bool(stop.value)

    def tell(
        self,
        trial: Union[Trial, int],
        value: Union[None, float, Sequence[float], np.ndarray] = None,
        *,
        failure: Optional[str] = None,
        end_epoch: Optional[int] = None,
    ) -> None:
        """Tell how a trial ended: its value (a list where there are several objectives), or why it
        failed.

        ``end_epoch``: the last epoch that it has run, where that is neither the last one reported nor,
        without reports, the planned one; of a trial that continues another its ``first_epoch`` for none
        of its own. Not looked at where a value is not finite.
        """
        if (value is None) == (failure is None):
            raise TypeError("tell() takes either a value or a failure")
        if failure is not None:
            if end_epoch is not None:
                raise TypeError("end_epoch goes with a value, not with a failure")
            state, message = TrialState.FAILED, text_bytes(failure, "failure")
            check(lib.scanline_tuner_tell(self._handle, _id(trial), state, math.nan, message))
            return
        values = _values(value)
        if end_epoch is not None:
            values = np.atleast_1d(values)
            numbers = (ctypes.c_double * len(values))(*values)
            last = whole(end_epoch, "end_epoch")
            check(
                lib.scanline_tuner_tell_end(self._handle, _id(trial), last, numbers, len(numbers))
            )
        elif values.ndim == 0:
            state = TrialState.COMPLETED
            check(lib.scanline_tuner_tell(self._handle, _id(trial), state, float(values), None))
        else:
            numbers = (ctypes.c_double * len(values))(*values)
            check(lib.scanline_tuner_tell_values(self._handle, _id(trial), numbers, len(numbers)))

    def release(self, trial: Union[Trial, int]) -> None:
        """Give a running trial back, unfinished: the next :meth:`ask` of whoever searches over the
        journal hands it out again."""
        check(lib.scanline_tuner_release(self._handle, _id(trial)))

    @property
    def pareto_front(self) -> list[Trial]:
        """The completed trials that no other beats in every objective."""
        summary = self.summary
        trials = summary["trials"]
        return [Trial._of(trials[each], self._floats) for each in summary["pareto_front"]]

    @property
    def trials(self) -> list[Trial]:
        """All trials so far, by id."""
        return [Trial._of(trial, self._floats) for trial in self.summary["trials"]]

    @property
    def importance(self) -> dict[str, float]:
        """How much each hyperparameter alone changes the first objective: its share of the variance
        (docs/tuning.md), the largest first. Empty before eight trials have completed."""
        shares = self.summary["importance"] or {}
        return dict(sorted(shares.items(), key=lambda item: -item[1]))

    @property
    def best(self) -> Trial:
        """The best trial so far; NoDataError before one has completed."""
        trial = initialised(c.scanline_trial)
        found = text(lib.scanline_tuner_get_best, self._handle, ctypes.byref(trial))
        return self._trial(trial, found)

    @property
    def best_model(self) -> Model:
        """The model of the last :meth:`run`, or, when that was stopped or failed, of the best trial by
        then, not calibrated. NoDataError when there is none."""
        model = ctypes.c_void_p()
        check(lib.scanline_tuner_get_best_model(self._handle, ctypes.byref(model)))
        return Model._wrapping(model)

    @property
    def best_models(self) -> list[Model]:
        """The models of the best points of the last :meth:`run`, as many as ``best_models`` says, the best
        first, none of them retrained but the first; of a run that was stopped at most one."""
        models: list[Model] = []
        while True:
            model = ctypes.c_void_p()
            status = lib.scanline_tuner_get_ranked_model(
                self._handle, len(models), ctypes.byref(model)
            )
            if status == c.SCANLINE_NO_DATA:
                return models
            check(status)
            models.append(Model._wrapping(model))

    @property
    def summary(self) -> dict[str, Any]:
        """The whole search as plain data."""
        return dict(json.loads(text(lib.scanline_tuner_get_summary, self._handle)))

    def cancel(self) -> None:
        """Stop the :meth:`run` that is under way, or the next one; from any thread."""
        check(lib.scanline_tuner_cancel(self._handle))


def _id(trial: Union[Trial, int]) -> int:
    return trial.id if isinstance(trial, Trial) else whole(trial, "trial", ctypes.c_uint64)


def _float_keys(space: Mapping[str, Any]) -> frozenset[str]:
    """Hyperparameters that are floats: of a list that has some, all numbers are."""
    return frozenset(
        key
        for key, domain in space.items()
        if domain.get("type") == "float"
        or any(isinstance(each, float) for each in domain.get("values", [domain.get("value")]))
    )


def _point(values: dict[str, Any], floats: frozenset[str]) -> dict[str, Any]:
    """JSON does not tell 1 from 1.0; the space does."""
    return {
        key: float(value) if key in floats and type(value) is int else value
        for key, value in values.items()
    }


def _values(value: Any) -> np.ndarray:
    """A number, or a list of them, as an array of no or one dimension."""
    values = np.asarray(value)
    if values.dtype.kind not in "biuf" or values.ndim > 1:
        raise TypeError(f"a value must be a number or a list of numbers, not {value!r}")
    return values
