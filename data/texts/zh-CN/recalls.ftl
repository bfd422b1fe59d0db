# recalls: states, what a notice tells, refusals, commands

recall-state-planned = 尚未公布
recall-state-announced = 已公布
recall-state-in_progress = 召回中
recall-state-completed = 已完成
recall-state-lifted = 已撤销

recalls-feed = 婴幼儿配方乳粉召回
recalls-codes = { $count } 个追溯码
recalls-codes-name = 涉及追溯码
recalls-target-lot = 批号 { $lot }
recalls-target-range = { $first } 至 { $last }
recalls-target-range-lot = 批号 { $lot } 中的 { $first } 至 { $last }
recalls-target-code = 追溯码 { $code }
recalls-amendments = 公告的变更
recalls-amended-added = { $date } 增加：{ $added }。原因：{ $why }。
recalls-amended-removed = { $date } 移出：{ $removed }。原因：{ $why }。
recalls-amended-both = { $date } 增加：{ $added }；移出：{ $removed }。原因：{ $why }。
recalls-product = 产品
recalls-produced = 生产日期 { $dates }
recalls-regions = 销售区域
recalls-progress = 进展
recalls-progress-text = 截至 { $date }，已召回 { $recalled } 罐，已处置 { $disposed } 罐。
recalls-deadline = 期限
recalls-finish = 企业须在 { $date } 以前完成召回。
recalls-finish-provisional = 企业须在 { $date } 前后完成召回，具体日期按届时公布的节假日安排计算。
recalls-lifted-why = 已撤销，原因：{ $why }
recalls-part = 批号 { $lot } 中有一部分罐正在召回
recalls-part-text = 请查询罐上的追溯码，结果会告诉您手里这一罐是否在召回中：

recall-unknown-lot = 批号 { $lot } 尚未报送到本平台。公告照常生效；请核对批号是否写错。
recall-unknown-range = 从 { $first } 开始的这一段追溯码中，没有已报送的码。公告照常生效；请核对。
recall-unknown-codes = 列出的追溯码中有 { $count } 个尚未报送（清单以 { $first } 开头）。公告照常生效；请核对。

problem-recall_state = 召回现在不能这样处理
    .detail = { $state ->
        [planned] 召回还没有公布（planned），不能做这一步（{ $step }）。
        [announced] 召回已经公布（announced），不能做这一步（{ $step }）。
        [in_progress] 召回正在进行（in_progress），不能做这一步（{ $step }）。
        [completed] 召回已经完成（completed），不能再改动。
        [lifted] 召回已经撤销（lifted），不能再改动。
        [unreported] 还没有总结报告。请先提交 is_final 为 true 的报告，再完成召回。
       *[real] 这不是演练，不能用演练的方式查询。
    }
problem-recall_changed = 召回刚刚被别人改动
    .detail = 召回 { $id } 在您修改期间有了新的改动。请重新读取后再提交。
problem-recall_targets_missing = 没有召回对象
    .detail = 召回至少要有一个批次、一段或一个追溯码；追溯码清单不能为空。要结束召回，请使用撤销或完成。
problem-recall_targets_limit = 召回对象太多
    .detail = 一次召回最多 { $limit } 项，包括已移出的。请用整批或连续的追溯码合并。
problem-recall_codes_limit = 逐个列出的追溯码太多
    .detail = 一次召回最多逐个列出 { $limit } 个追溯码，包括已移出的。请改用整批或连续的追溯码。
problem-recall_target_twice = 召回对象重复
    .detail = 要增加的第 { $position } 项已经在召回清单中。
problem-recall_target_unknown = 召回清单中没有这一项
    .detail = 要移出的第 { $position } 项不在召回清单中。请按清单中的原样填写。
problem-recall_reports_limit = 召回报告太多
    .detail = 一次召回最多 { $limit } 份报告。
problem-recall_figures = 召回报告的数字或日期不对
    .detail = { $kind ->
        [disposed] 已处置 { $given } 罐，多于已召回的 { $bound } 罐。
        [backwards] { $given } 少于上一份报告的 { $bound }。数字应当是公告以来的累计。
       *[day] 日期 { $given } 不在 { $bound } 之间。
    }
problem-recall_check_limit = 一次核对的太多
    .detail = 一次最多核对 { $limit } 项，请分几次。

command-recall-planned = 召回 { $id } 已写下，尚未公布。
command-recall-state = 召回 { $id }：{ $state }
command-recall-none = 没有召回。
command-recall-drill = 演练
command-recall-drill-announced = 演练召回 { $id } 已开始，不会对外显示。
command-recall-drill-effect = 从公布到查询可见：{ $ms } 毫秒
command-recall-drill-none = { $seconds } 秒内查询没有看到演练召回。
command-recall-drill-targets = 召回对象：已知 { $known } / { $all }
command-recall-drill-units = 罐数：{ $units }
command-recall-drill-missing = 平台不认识的对象：{ $missing }
command-recall-drill-plan = 计划中还缺：{ $fields }
command-recall-unknown-units = 无法统计
