import DutyFree

// What a refusal says: the sentence, with the facts that the rules supply in braces, and what to do next.

extension ReasonCode {
    /// The row of this code: sentence and hint, each in both languages.
    var row: (sentence: Text, hint: Text) {
        switch self {
        case .missingField:
            (
                Text(en: "{field} is missing", zh: "缺少 {field}"),
                Text(en: "Add {field}.", zh: "请补充 {field}。")
            )
        case .missingDocument:
            (
                Text(en: "the number of a document is missing: {document}", zh: "缺少单证号：{document}"),
                Text(en: "Give it with --doc {document}=NUMBER, or in the column doc.{document}.", zh: "请用 --doc {document}=编号 或 doc.{document} 列给出。")
            )
        case .unknownParty:
            (
                Text(en: "there is no party {party}", zh: "没有主体 {party}"),
                Text(en: "See: dutyfree party list", zh: "参见：dutyfree party list")
            )
        case .notAuthorised:
            (
                Text(en: "{party} may not record {movement}; {needs} may", zh: "{party} 无权记录 {movement}；有权者：{needs}"),
                Text(en: "Record it as one of them, with --as PARTY.", zh: "请由有权者记录（--as 主体）。")
            )
        case .unknownItem:
            (
                Text(en: "no item has this code", zh: "没有货物使用此代码"),
                Text(en: "Check the code; an item comes in with: dutyfree import", zh: "请核对代码；货物须先以 dutyfree import 报关。")
            )
        case .codeRetired:
            (
                Text(en: "this label was replaced by {successor}", zh: "此标签已由 {successor} 取代"),
                Text(en: "Scan the new label.", zh: "请扫描新标签。")
            )
        case .notAnItem:
            (
                Text(en: "this is a carton or a set, not a single item", zh: "这是箱或套装，不是单件货物"),
                Text(en: "Name the items in it, or unpack it; a set is returned and another one sold.", zh: "请指定箱内货物，或先拆箱；套装请先退货再另行销售。")
            )
        case .itemExists:
            (
                Text(en: "this code is taken, in the ledger or by an earlier row", zh: "此代码已被占用（在账本中，或在前面的行中）"),
                Text(en: "Look at it with: dutyfree trace {CODE}", zh: "查看：dutyfree trace {CODE}")
            )
        case .eventConflict:
            (
                Text(en: "event {event} is recorded already with other content, entry {seq}", zh: "事件 {event} 已以不同内容记录，第 {seq} 条"),
                Text(en: "Compare the two; a correction is a new event: dutyfree help record", zh: "请比对两者；更正须用新事件。")
            )
        case .unknownProduct:
            (
                Text(en: "there is no product {product}", zh: "没有商品 {product}"),
                Text(en: "Register it first: dutyfree product add", zh: "请先登记：dutyfree product add")
            )
        case .badCode:
            (
                Text(en: "{code} is no code that can be used here ({why})", zh: "{code} 不是此处可用的代码（{why}）"),
                Text(en: "Read the label again, or type the code from it.", zh: "请重新扫描标签，或手工输入代码。")
            )
        case .inFuture:
            (
                Text(en: "it occurred at {occurred}, later than it is recorded ({recorded})", zh: "发生时间 {occurred} 晚于记录时间（{recorded}）"),
                Text(en: "Check the time and the clock.", zh: "请核对时间和时钟。")
            )
        case .outOfOrder:
            (
                Text(en: "it occurred at {occurred}, before the item's last movement ({last})", zh: "发生时间 {occurred} 早于该货物上一笔业务（{last}）"),
                Text(en: "Record movements in their order, or correct the earlier one.", zh: "请按先后顺序记录，或更正前一笔。")
            )
        case .lateWithoutReason:
            (
                Text(en: "it occurred at {occurred}, more than {hours} hours ago, and no reason is given", zh: "发生于 {occurred}，已超过 {hours} 小时，且未说明原因"),
                Text(en: "Say why with --set lateReason=…", zh: "请用 --set lateReason=… 说明原因。")
            )
        case .noPolicy:
            (
                Text(en: "no policy was in force at {occurred}", zh: "{occurred} 时没有有效政策"),
                Text(en: "Check the date; see: dutyfree policy show", zh: "请核对日期；参见：dutyfree policy show")
            )
        case .onHold:
            (
                Text(en: "customs froze this item", zh: "海关已冻结此货物"),
                Text(en: "Only customs may release it.", zh: "仅海关可解冻。")
            )
        case .inAggregate:
            (
                Text(en: "the item is packed in {parent}", zh: "货物装在 {parent} 中"),
                Text(en: "Move that, or unpack the item first.", zh: "请整体移动，或先拆出。")
            )
        case .badState:
            (
                Text(en: "it is {state}, {movement} needs {needs}", zh: "当前状态为 {state}，{movement} 要求 {needs}"),
                Text(en: "See its life with: dutyfree trace {CODE}", zh: "查看全程：dutyfree trace {CODE}")
            )
        case .badLocation:
            (
                Text(en: "{to} is not the place that is needed here: {needs}", zh: "{to} 不是所需地点：{needs}"),
                Text(en: "See: dutyfree location list", zh: "参见：dutyfree location list")
            )
        case .otherSite:
            (
                Text(en: "{to} is another site than {location}", zh: "{to} 与 {location} 不在同一地点"),
                Text(en: "Record dispatch and receive instead.", zh: "请改用调拨出库和调拨入库。")
            )
        case .sameSite:
            (
                Text(en: "{to} is at the same site as {location}", zh: "{to} 与 {location} 在同一地点"),
                Text(en: "Record relocate instead.", zh: "请改用移位。")
            )
        case .wrongDestination:
            (
                Text(en: "it was dispatched to {expected}, not to {to}", zh: "调拨目的地为 {expected}，不是 {to}"),
                Text(en: "Receive it there, or void the dispatch.", zh: "请在目的地接收，或撤销调拨。")
            )
        case .approvalNeeded:
            (
                Text(en: "customs' approval is needed", zh: "须有海关批准"),
                Text(en: "Give its number with --doc approval=NUMBER.", zh: "请用 --doc approval=编号 给出批准号。")
            )
        case .alreadyPacked:
            (
                Text(en: "it is packed already, in {parent}", zh: "已装入 {parent}"),
                Text(en: "Unpack it first.", zh: "请先拆出。")
            )
        case .notPacked:
            (
                Text(en: "it is not in {parent}", zh: "不在 {parent} 中"),
                Text(en: "See its carton with: dutyfree trace {CODE}", zh: "查看所在箱：dutyfree trace {CODE}")
            )
        case .mixedState:
            (
                Text(
                    en: "what is packed together differs: {state} at {location}, {expected} at {other}",
                    zh: "一同装箱的货物不一致：{state}（{location}）与 {expected}（{other}）"),
                Text(en: "Pack only items of one state and place.", zh: "仅可同状态同地点装箱。")
            )
        case .codeInUse:
            (
                Text(en: "the code {code} is or was an item's", zh: "代码 {code} 已被使用"),
                Text(en: "Use a fresh label.", zh: "请使用新标签。")
            )
        case .categoryNotAllowed:
            (
                Text(en: "the category {category} may not be sold under {policy}", zh: "类别 {category} 不在 {policy} 的目录内"),
                Text(en: "See the list with: dutyfree policy show {policy}", zh: "查看目录：dutyfree policy show {policy}")
            )
        case .expired:
            (
                Text(en: "it is past its date ({expiry})", zh: "已过期（{expiry}）"),
                Text(en: "Set it aside with: dutyfree record expire", zh: "请记录过期：dutyfree record expire")
            )
        case .notExpired:
            (
                Text(en: "its date has not come ({expiry})", zh: "尚未到期（{expiry}）"),
                Text(en: "Wait for the date, or record damage.", zh: "请待到期，或记录残损。")
            )
        case .banned:
            (
                Text(en: "the traveller is excluded from the policy until {until}", zh: "该旅客至 {until} 停止享受政策"),
                Text(en: "The sale cannot be made.", zh: "不得销售。")
            )
        case .underage:
            (
                Text(en: "the traveller is younger than {minAge}", zh: "旅客未满 {minAge} 周岁"),
                Text(en: "The sale cannot be made.", zh: "不得销售。")
            )
        case .noDeparture:
            (
                Text(en: "there is no departure", zh: "没有离岛信息"),
                Text(en: "Ask for the ticket: --set trip.id=… --set trip.departs=…", zh: "请提供离岛信息：--set trip.id=… --set trip.departs=…")
            )
        case .departurePassed:
            (
                Text(en: "the trip {trip} is over ({departs})", zh: "行程 {trip} 已过（{departs}）"),
                Text(en: "Ask for a departure that is still to come.", zh: "请提供尚未出发的行程。")
            )
        case .travellerNotEligible:
            (
                Text(en: "travellers leaving the country were not entitled then", zh: "当时离境旅客不享受政策"),
                Text(en: "The sale cannot be made.", zh: "不得销售。")
            )
        case .tripMismatch:
            (
                Text(en: "trip {trip} is another person's or leaves at another time", zh: "行程 {trip} 属于他人或时间不符"),
                Text(en: "Check the ticket.", zh: "请核对行程。")
            )
        case .unknownTrip:
            (
                Text(en: "no sale names the trip {trip}", zh: "没有销售涉及行程 {trip}"),
                Text(en: "Check the trip's id.", zh: "请核对行程编号。")
            )
        case .modeNotAvailable:
            (
                Text(en: "the pick-up mode {mode} is not offered", zh: "不提供提货方式 {mode}"),
                Text(en: "Choose another mode.", zh: "请选择其他提货方式。")
            )
        case .residentsOnly:
            (
                Text(en: "only island residents may", zh: "仅限岛内居民"),
                Text(en: "Choose another mode.", zh: "请选择其他提货方式。")
            )
        case .modePrice:
            (
                Text(en: "the unit price is {price}; {mode} needs {bound} {boundPrice}", zh: "单价 {price}；{mode} 要求{bound} {boundPrice}"),
                Text(en: "Choose another mode.", zh: "请选择其他提货方式。")
            )
        case .modeCategory:
            (
                Text(en: "the category {category} is not on the list of {mode}", zh: "类别 {category} 不在 {mode} 的目录内"),
                Text(en: "Choose another mode.", zh: "请选择其他提货方式。")
            )
        case .departsTooLate:
            (
                Text(en: "it departs at {departs}; {mode} allows {days} days", zh: "离岛时间 {departs}；{mode} 限 {days} 日内"),
                Text(en: "Choose another mode.", zh: "请选择其他提货方式。")
            )
        case .guaranteeMissing:
            (
                Text(en: "no guarantee was given", zh: "未提供担保"),
                Text(en: "Give --set guaranteeFen=… and --doc guarantee=NUMBER.", zh: "请提供 --set guaranteeFen=… 和 --doc guarantee=编号。")
            )
        case .guaranteeTooLow:
            (
                Text(en: "the guarantee of {given} fen does not cover the tax of {needs} fen", zh: "担保 {given} 分不足以覆盖税款 {needs} 分"),
                Text(en: "Ask for a higher one.", zh: "请提高担保金额。")
            )
        case .addressOnIsland:
            (
                Text(en: "the address must be outside Hainan", zh: "地址须在海南省外"),
                Text(en: "Choose another mode.", zh: "请选择其他提货方式。")
            )
        case .thirdParty:
            (
                Text(en: "buyer, payer and recipient must be one person", zh: "购买人、支付人、收件人须为同一人"),
                Text(en: "The buyer pays and receives.", zh: "须由购买人本人支付并收件。")
            )
        case .limitExceeded:
            (
                Text(
                    en: "more of {limit} than {most} {unit} by {mode}: {taken} taken, {left} left",
                    zh: "{limit} 超过限量 {most} {unit}（{mode}）：已购 {taken}，剩余 {left}"),
                Text(en: "Take some off the receipt, or tax the rest.", zh: "请减少件数，或对超出部分缴税。")
            )
        case .quotaExceeded:
            (
                Text(
                    en: "more than what is left of the quota of {year}: {left} left of {quota}, {price} asked",
                    zh: "超过 {year} 年剩余额度：额度 {quota}，剩余 {left}，本次 {price}"),
                Text(en: "Take some off the receipt, or tax the rest.", zh: "请减少金额，或对超出部分缴税。")
            )
        case .personMismatch:
            (
                Text(en: "another person bought it", zh: "购买人是他人"),
                Text(en: "Check the traveller.", zh: "请核对旅客身份。")
            )
        case .modeMismatch:
            (
                Text(en: "it was sold for {mode}; this needs {needs}", zh: "售出时的提货方式为 {mode}，此处要求 {needs}"),
                Text(en: "See its sale with: dutyfree trace {CODE}", zh: "查看销售记录：dutyfree trace {CODE}")
            )
        case .pickupOverdue:
            (
                Text(en: "the time to pick it up ended at {until}", zh: "提货期限已于 {until} 届满"),
                Text(en: "Record a return, or a rescheduling if the trip moved.", zh: "请记录退货，或改签。")
            )
        case .notDeparted:
            (
                Text(en: "the buyer has not left the island on trip {trip}", zh: "购买人尚未以行程 {trip} 离岛"),
                Text(en: "Record the departure first.", zh: "请先记录离岛。")
            )
        case .rescheduleTooLate:
            (
                Text(en: "{departs} is more than {days} days after the first departure ({first})", zh: "{departs} 超出首次离岛时间（{first}）后 {days} 天"),
                Text(en: "The goods must be returned.", zh: "须办理退货。")
            )
        case .gateMismatch:
            (
                Text(en: "the item is another person's or another trip's than {trip}", zh: "货物属于他人或非行程 {trip}"),
                Text(en: "Stop the item and ask customs.", zh: "请拦下货物并询问海关。")
            )
        case .dutySettled:
            (
                Text(en: "its duty was settled", zh: "其税款已结清"),
                Text(en: "The item cannot come back into the books.", zh: "该货物不能重新入账。")
            )
        case .noWitness:
            (
                Text(en: "{witness} is no customs witness", zh: "{witness} 不是海关见证人"),
                Text(en: "Name the customs party that was there: --set witness=CODE", zh: "请指明在场的海关主体：--set witness=代码")
            )
        case .notVerified:
            (
                Text(en: "customs have not examined the goods", zh: "海关尚未验核实物"),
                Text(en: "Customs record verify_goods before the departure.", zh: "海关须在离岛前记录验核实物。")
            )
        case .guaranteeClosed:
            (
                Text(en: "the guarantee was refunded or converted already", zh: "担保已退还或已转税"),
                Text(en: "Nothing is left to do.", zh: "无须再办理。")
            )
        case .notOverdue:
            (
                Text(en: "the time to leave ends at {until}", zh: "离岛期限至 {until}"),
                Text(en: "Wait until then.", zh: "请等到期满。")
            )
        case .alreadyOnHold:
            (
                Text(en: "it is frozen already", zh: "已处于冻结状态"),
                Text(en: "Nothing is left to do.", zh: "无须再办理。")
            )
        case .notOnHold:
            (
                Text(en: "it is not frozen", zh: "未被冻结"),
                Text(en: "Nothing is left to do.", zh: "无须再办理。")
            )
        case .unknownEntry:
            (
                Text(en: "there is no entry {ref}", zh: "没有记录 {ref}"),
                Text(en: "Find it with: dutyfree trace {CODE}", zh: "查找：dutyfree trace {CODE}")
            )
        case .alreadyCorrected:
            (
                Text(en: "it was corrected already, by entry {latest}", zh: "已由第 {latest} 条更正"),
                Text(en: "Refer to that entry instead.", zh: "请引用该条记录。")
            )
        case .notCorrectable:
            (
                Text(en: "{field} is identity, not a fact that can be set right", zh: "{field} 属于身份信息，不可更正"),
                Text(en: "Void the movement and record the right one.", zh: "请撤销后重新记录。")
            )
        case .notLast:
            (
                Text(en: "something came after entry {ref}", zh: "第 {ref} 条之后已有业务"),
                Text(en: "Void what came after it first.", zh: "请先撤销其后的业务。")
            )
        case .notVoidable:
            (
                Text(en: "{movement} cannot be taken back", zh: "{movement} 不可撤销"),
                Text(en: "Correct its facts instead.", zh: "请改用更正。")
            )
        case .otherLocation:
            (
                Text(en: "it is at {location}, not at {from}", zh: "货物在 {location}，不在 {from}"),
                Text(en: "Look for the right item, or leave --from out.", zh: "请核对货物，或不加 --from。")
            )
        case .tooLarge:
            (
                Text(en: "the entry would have {bytes} bytes, at most {max} fit", zh: "记录将有 {bytes} 字节，最多 {max}"),
                Text(en: "Shorten its texts.", zh: "请缩短文字。")
            )
        case .sumTooLarge:
            (
                Text(en: "a total is larger than the ledger's numbers can be (2^53 − 1 fen)", zh: "合计超出账本数字上限（2^53 − 1 分）"),
                Text(en: "A price is wrong. See: dutyfree product list", zh: "有商品价格有误。参见：dutyfree product list")
            )
        case .unknownCount:
            (
                Text(en: "there is no count {count}", zh: "没有盘点 {count}"),
                Text(en: "See: dutyfree count list", zh: "参见：dutyfree count list")
            )
        case .countOverlap:
            (
                Text(en: "{location} is being counted already, in {count}", zh: "{location} 正在盘点（{count}）"),
                Text(en: "Close or cancel that count first, or name another scope.", zh: "请先结束或取消该盘点，或另选范围。")
            )
        case .countNotAllowed:
            (
                Text(en: "{count} is {status}: “{step}” is not possible now", zh: "{count} 当前状态为 {status}，不能执行 {step}"),
                Text(en: "See what comes next: dutyfree count status {count}", zh: "查看下一步：dutyfree count status {count}")
            )
        case .countSamePerson:
            (
                Text(en: "{party} counted in {count}: somebody else must do this", zh: "{party} 参与了 {count} 的清点，须由他人办理"),
                Text(en: "Name another party with --as or --to.", zh: "请用 --as 或 --to 指定其他主体。")
            )
        case .countChanged:
            (
                Text(en: "the result of {count} is not the one that was approved", zh: "{count} 的结果与已批准的不一致"),
                Text(en: "Reconcile and approve it again.", zh: "请重新核对并批准。")
            )
        case .countNeedsSecond:
            (
                Text(en: "what is at stake in {count} is above the tolerance: a second person must approve", zh: "{count} 的差异超出容差，须由第二人批准"),
                Text(en: "Have another approver run: dutyfree count approve {count}", zh: "请由另一负责人执行：dutyfree count approve {count}")
            )
        case .unknownCall:
            (
                Text(en: "there is no call {call}", zh: "没有呼叫 {call}"),
                Text(en: "See: dutyfree call list", zh: "参见：dutyfree call list")
            )
        case .callNotAllowed:
            (
                Text(en: "{call} is {status}: “{step}” is not possible now", zh: "{call} 当前状态为 {status}，不能执行 {step}"),
                Text(en: "See what comes next: dutyfree call show {call}", zh: "查看下一步：dutyfree call show {call}")
            )
        case .callOtherParty:
            (
                Text(en: "“{step}” in {call} is for {to}, not for {party}", zh: "{call} 的 {step} 应由 {to} 办理，而不是 {party}"),
                Text(en: "Have them do it, with --as.", zh: "请由其用 --as 办理。")
            )
        case .callNotOverdue:
            (
                Text(en: "nothing in {call} is overdue before {due}", zh: "{call} 在 {due} 之前没有逾期事项"),
                Text(en: "Wait, or answer it.", zh: "请等待，或先应答。")
            )
        case .unknownAlert:
            (
                Text(en: "there is no alert {alert}", zh: "没有预警 {alert}"),
                Text(en: "An alert is named by the number of its entry: dutyfree risk list --all", zh: "预警以其记录序号为名：dutyfree risk list --all")
            )
        case .alertNotAllowed:
            (
                Text(en: "alert {alert} is {status}: “{step}” is not possible now", zh: "预警 {alert} 当前状态为 {status}，不能执行 {step}"),
                Text(en: "Assess it again first: dutyfree risk assess {alert} --text …", zh: "请先重新评估：dutyfree risk assess {alert} --text …")
            )
        case .policyMalformed:
            (
                Text(en: "{path} is absent, of another shape, or not a field of a policy", zh: "{path} 缺失、形式不符或不是政策文件的字段"),
                Text(
                    en: "Compare the document with schema/json/policy-v1.schema.json, or with: dutyfree policy show --json",
                    zh: "请对照 schema/json/policy-v1.schema.json，或：dutyfree policy show --json")
            )
        case .policyParameterMissing:
            (
                Text(en: "the parameter {parameter} is missing", zh: "缺少参数 {parameter}"),
                Text(en: "State it with its value, source and whether it is confirmed.", zh: "请写明其值、来源及是否已确认。")
            )
        case .policyParameterUnknown:
            (
                Text(en: "no rule knows the parameter {parameter}", zh: "没有规则使用参数 {parameter}"),
                Text(en: "Check its name; a figure that no rule reads would change nothing.", zh: "请核对名称；没有规则读取的数值不起作用。")
            )
        case .policyUnit:
            (
                Text(en: "the unit of {parameter} is {unit}; it must be {needs}", zh: "{parameter} 的单位为 {unit}，应为 {needs}"),
                Text(en: "State the figure in that unit.", zh: "请以该单位给出数值。")
            )
        case .policyCategoryUnknown:
            (
                Text(en: "{category} is not on the policy’s own list of categories", zh: "{category} 不在该政策的类别目录内"),
                Text(en: "Add the category to the list, or take it out of the limit.", zh: "请将该类别列入目录，或从限制中删除。")
            )
        case .policyModeUnknown:
            (
                Text(en: "there is no pick-up mode {mode}", zh: "没有提货方式 {mode}"),
                Text(en: "The modes are port, in-zone, mail, return, guaranteed and immediate.", zh: "提货方式为 port、in-zone、mail、return、guaranteed、immediate。")
            )
        case .policySourceUnknown:
            (
                Text(en: "the source {source} is not among the policy’s sources", zh: "来源 {source} 不在该政策的来源之中"),
                Text(en: "List it under sources, with its title.", zh: "请在 sources 中列出并写明标题。")
            )
        case .policyInterval:
            (
                Text(en: "{policy} would end at {until}, before it begins at {from}", zh: "{policy} 的截止时间 {until} 早于生效时间 {from}"),
                Text(en: "Correct effectiveFrom or effectiveUntil.", zh: "请更正 effectiveFrom 或 effectiveUntil。")
            )
        case .policyOverlap:
            (
                Text(en: "{policy}, from {from}, would be in force at the same time as {other}", zh: "{policy}（自 {from} 起）与 {other} 的有效期重叠"),
                Text(en: "Let it begin when the other ends; one without an end is ended by naming it in replaces.", zh: "请在前一政策届满时生效；未定届满日的，以 replaces 指明即可替代。")
            )
        case .policyExists:
            (
                Text(en: "another policy was recorded as {policy}", zh: "已有另一政策以 {policy} 登记"),
                Text(en: "A version never changes: give the new one an id of its own.", zh: "政策版本不可更改：请另取编号。")
            )
        case .unknownPolicy:
            (
                Text(en: "there is no policy {policy}", zh: "没有政策 {policy}"),
                Text(en: "See: dutyfree policy show", zh: "参见：dutyfree policy show")
            )
        }
    }
}
