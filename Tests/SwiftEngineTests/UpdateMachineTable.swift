// Every state with every event that changes something: state + event -> new state: actions. What is not here changes
// nothing. A selection is written current/previous/trial:boots/number of bad ones.

enum UpdateMachineTable {
  static let text = """
    booting + booted -> idle: run 1
    booting + bootedNothing -> idle: -
    booting + bootedTrial -> trial counting: record 1/-/2:2/0
    booting + bootedWorn -> rollBack recording: record 1/-/-/1
    idle + desiredActive -> idle: report idle
    idle + desiredSame -> planned 2: report planned, plan 2
    idle + desiredOther -> planned 3: report planned, plan 3
    idle + started -> idle: running
    idle + failed -> idle: report idle crash, notRunning crash
    idle + integrity -> idle: report idle integrity, notRunning integrity, run 0
    empty + desiredActive -> planned 1: report planned, plan 1
    empty + desiredSame -> planned 2: report planned, plan 2
    empty + desiredOther -> planned 3: report planned, plan 3
    empty + started -> idle: running
    empty + failed -> idle: report idle crash, notRunning crash
    empty + integrity -> idle: report idle integrity, notRunning integrity
    planned + desiredNone -> idle: report idle
    planned + desiredActive -> idle: report idle
    planned + desiredOther -> planned 3: report planned, plan 3
    planned + planned2 -> fetching [0, 1]: report fetching, fetch 0
    planned + planned0 -> verifying: report staged, verify
    planned + planFailed -> idle: report idle flash, updated false
    planned + started -> planned 2: running
    planned + failed -> planned 2: report planned crash, notRunning crash
    planned + integrity -> planned 2: report planned integrity, notRunning integrity, run 0
    fetching + desiredNone -> idle: cancelFetch, report idle
    fetching + desiredActive -> idle: cancelFetch, report idle
    fetching + desiredOther -> planned 3: cancelFetch, report planned, plan 3
    fetching + fetched -> fetching [1]: fetch 1
    fetching + interrupted -> fetching [0, 1] waits: report fetching network, retry 1
    fetching + refused -> fetching [0, 1] waits: report fetching hash, retry 1
    fetching + noSpace -> fetching [0, 1]: record 1/-/-/0, collect, fetch 0
    fetching + fetchFailed -> idle: report idle flash, updated false
    fetching + started -> fetching [0, 1]: running
    fetching + failed -> fetching [0, 1]: report fetching crash, notRunning crash
    fetching + integrity -> fetching [0, 1]: report fetching integrity, notRunning integrity, run 0
    fetchingLast + desiredNone -> idle: cancelFetch, report idle
    fetchingLast + desiredActive -> idle: cancelFetch, report idle
    fetchingLast + desiredOther -> planned 3: cancelFetch, report planned, plan 3
    fetchingLast + fetched -> verifying: report staged, verify
    fetchingLast + interrupted -> fetching [1] waits: report fetching network, retry 1
    fetchingLast + refused -> fetching [1] waits: report fetching hash, retry 1
    fetchingLast + noSpace -> fetching [1]: record 1/-/-/0, collect, fetch 1
    fetchingLast + fetchFailed -> idle: report idle flash, updated false
    fetchingLast + started -> fetching [1]: running
    fetchingLast + failed -> fetching [1]: report fetching crash, notRunning crash
    fetchingLast + integrity -> fetching [1]: report fetching integrity, notRunning integrity, run 0
    fetchingWaits + desiredNone -> idle: cancelFetch, report idle
    fetchingWaits + desiredActive -> idle: cancelFetch, report idle
    fetchingWaits + desiredOther -> planned 3: cancelFetch, report planned, plan 3
    fetchingWaits + retryDue -> fetching [0, 1]: fetch 0
    fetchingWaits + started -> fetching [0, 1] waits: running
    fetchingWaits + failed -> fetching [0, 1] waits: report fetching crash, notRunning crash
    fetchingWaits + integrity -> fetching [0, 1] waits: report fetching integrity, notRunning integrity, run 0
    verifying + desiredNone -> idle: dropSpare, report idle
    verifying + desiredActive -> idle: dropSpare, report idle
    verifying + desiredOther -> planned 3: dropSpare, report planned, plan 3
    verifying + verified -> proving: prove
    verifying + verifyFailed -> idle: report idle flash, updated false
    verifying + started -> verifying: running
    verifying + failed -> verifying: report staged crash, notRunning crash
    verifying + integrity -> verifying: report staged integrity, notRunning integrity, run 0
    proving + desiredNone -> idle: dropSpare, report idle
    proving + desiredActive -> idle: dropSpare, report idle
    proving + desiredOther -> planned 3: dropSpare, report planned, plan 3
    proving + proved -> proven: report proven, record 1/0/2:1/0
    proving + proofRefused -> idle: record 1/0/-/1, report idle refused, updated false
    proving + proofMemory -> stopping: report staged memory, stop
    proving + started -> proving: running
    proving + failed -> proving: report staged crash, notRunning crash
    proving + integrity -> proving: report staged integrity, notRunning integrity, run 0
    provingEmpty + desiredNone -> idle: dropSpare, report idle
    provingEmpty + desiredActive -> planned 1: dropSpare, report planned, plan 1
    provingEmpty + desiredOther -> planned 3: dropSpare, report planned, plan 3
    provingEmpty + proved -> proven: report proven, record 1/0/2:1/0
    provingEmpty + proofRefused -> idle: record 1/0/-/1, report idle refused, updated false, notRunning refused
    provingEmpty + proofMemory -> idle: report idle memory, updated false, notRunning memory
    provingEmpty + started -> proving: running
    provingEmpty + failed -> proving: report staged crash, notRunning crash
    provingEmpty + integrity -> proving: report staged integrity, notRunning integrity
    stopping + stopped -> provingAlone: prove
    stopping + started -> stopping: running
    stopping + failed -> stopping: report staged crash, notRunning crash
    stopping + integrity -> stopping: report staged integrity, notRunning integrity, run 0
    provingAlone + proved -> proven: report proven, record 1/0/2:1/0
    provingAlone + proofRefused -> idle: run 1, record 1/0/-/1, report idle refused, updated false
    provingAlone + proofMemory -> idle: run 1, report idle memory, updated false
    provingAlone + started -> provingAlone: running
    provingAlone + failed -> provingAlone: report staged crash, notRunning crash
    provingAlone + integrity -> provingAlone: report staged integrity, notRunning integrity
    proven + recorded -> trial stopping: report trial, stop
    proven + recordFailed -> idle: dropSpare, report idle flash, updated false
    proven + started -> proven: running
    proven + failed -> proven: report proven crash, notRunning crash
    proven + integrity -> proven: report proven integrity, notRunning integrity, run 0
    provenPaused + recorded -> trial starting: report trial, limitStart, run 2
    provenPaused + recordFailed -> idle: dropSpare, report idle flash, updated false, run 1
    provenPaused + started -> proven: running
    provenPaused + failed -> proven: report proven crash, notRunning crash
    provenPaused + integrity -> proven: report proven integrity, notRunning integrity
    trialCounting + recorded -> trial starting: limitStart, run 2
    trialCounting + recordFailed -> trial starting: limitStart, run 2
    trialStopping + stopped -> trial starting: limitStart, run 2
    trialStarting + started -> trial probation: limitProbation, report trial, running
    trialStarting + failed -> rollBack stopping: report rollingBack crash, stop
    trialStarting + integrity -> rollBack stopping: report rollingBack integrity, stop
    trialStarting + startTimeOver -> rollBack stopping: report rollingBack hang, stop
    trialStartingOffline + started -> trial probation: limitProbation, report trial, running
    trialStartingOffline + failed -> rollBack stopping: report rollingBack crash, stop
    trialStartingOffline + integrity -> rollBack stopping: report rollingBack integrity, stop
    trialStartingOffline + startTimeOver -> trial starting: limitStart
    trialProbation + failed -> rollBack stopping: report rollingBack crash, stop
    trialProbation + integrity -> rollBack stopping: report rollingBack integrity, stop
    trialProbation + probationOver -> confirmed: record 2/1/-/0
    trialProbation + leaving -> trial probation: record 1/0/2:0/0
    trialProbationOffline + failed -> rollBack stopping: report rollingBack crash, stop
    trialProbationOffline + integrity -> rollBack stopping: report rollingBack integrity, stop
    trialProbationOffline + probationOver -> trial prolonged: -
    trialProbationOffline + leaving -> trial probation: record 1/0/2:0/0
    trialProlonged + failed -> rollBack stopping: report rollingBack crash, stop
    trialProlonged + integrity -> rollBack stopping: report rollingBack integrity, stop
    trialProlonged + linkUp -> trial probation: limitProbation
    trialProlonged + leaving -> trial prolonged: record 1/0/2:0/0
    confirmed + retryDue -> confirmed: record 2/1/-/0
    confirmed + recorded -> idle: report confirmed, updated true, collect
    confirmed + recordFailed -> confirmed: report confirmed flash, retry 1
    confirmed + failed -> rollBack stopping: report rollingBack crash, stop
    confirmed + integrity -> rollBack stopping: report rollingBack integrity, stop
    rollBackStopping + stopped -> rollBack recording: record 1/0/-/1
    rollBackRecording + recorded -> idle: report idle crash, updated false, run 1
    rollBackRecording + recordFailed -> idle: report idle crash, updated false, run 1
    """
}
