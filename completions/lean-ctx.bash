_lean__ctx() {
    local i cur prev opts cmd
    COMPREPLY=()
    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
        cur="$2"
    else
        cur="${COMP_WORDS[COMP_CWORD]}"
    fi
    prev="$3"
    cmd=""
    opts=""

    for i in "${COMP_WORDS[@]:0:COMP_CWORD}"
    do
        case "${cmd},${i}" in
            ",$1")
                cmd="lean__ctx"
                ;;
            lean__ctx,billing)
                cmd="lean__ctx__subcmd__billing"
                ;;
            lean__ctx,bootstrap)
                cmd="lean__ctx__subcmd__bootstrap"
                ;;
            lean__ctx,buddy)
                cmd="lean__ctx__subcmd__buddy"
                ;;
            lean__ctx,call)
                cmd="lean__ctx__subcmd__call"
                ;;
            lean__ctx,cloud)
                cmd="lean__ctx__subcmd__cloud"
                ;;
            lean__ctx,completions)
                cmd="lean__ctx__subcmd__completions"
                ;;
            lean__ctx,contribute)
                cmd="lean__ctx__subcmd__contribute"
                ;;
            lean__ctx,daemon)
                cmd="lean__ctx__subcmd__daemon"
                ;;
            lean__ctx,doctor)
                cmd="lean__ctx__subcmd__doctor"
                ;;
            lean__ctx,forgot-password)
                cmd="lean__ctx__subcmd__forgot__subcmd__password"
                ;;
            lean__ctx,gotchas)
                cmd="lean__ctx__subcmd__gotchas"
                ;;
            lean__ctx,help)
                cmd="lean__ctx__subcmd__help"
                ;;
            lean__ctx,login)
                cmd="lean__ctx__subcmd__login"
                ;;
            lean__ctx,logout)
                cmd="lean__ctx__subcmd__logout"
                ;;
            lean__ctx,man)
                cmd="lean__ctx__subcmd__man"
                ;;
            lean__ctx,proof)
                cmd="lean__ctx__subcmd__proof"
                ;;
            lean__ctx,read)
                cmd="lean__ctx__subcmd__read"
                ;;
            lean__ctx,register)
                cmd="lean__ctx__subcmd__register"
                ;;
            lean__ctx,savings)
                cmd="lean__ctx__subcmd__savings"
                ;;
            lean__ctx,search)
                cmd="lean__ctx__subcmd__search"
                ;;
            lean__ctx,serve)
                cmd="lean__ctx__subcmd__serve"
                ;;
            lean__ctx,setup)
                cmd="lean__ctx__subcmd__setup"
                ;;
            lean__ctx,sync)
                cmd="lean__ctx__subcmd__sync"
                ;;
            lean__ctx,team)
                cmd="lean__ctx__subcmd__team"
                ;;
            lean__ctx,tree)
                cmd="lean__ctx__subcmd__tree"
                ;;
            lean__ctx,verify)
                cmd="lean__ctx__subcmd__verify"
                ;;
            lean__ctx__subcmd__billing,entitlements)
                cmd="lean__ctx__subcmd__billing__subcmd__entitlements"
                ;;
            lean__ctx__subcmd__billing,help)
                cmd="lean__ctx__subcmd__billing__subcmd__help"
                ;;
            lean__ctx__subcmd__billing,plans)
                cmd="lean__ctx__subcmd__billing__subcmd__plans"
                ;;
            lean__ctx__subcmd__billing,usage)
                cmd="lean__ctx__subcmd__billing__subcmd__usage"
                ;;
            lean__ctx__subcmd__billing__subcmd__help,entitlements)
                cmd="lean__ctx__subcmd__billing__subcmd__help__subcmd__entitlements"
                ;;
            lean__ctx__subcmd__billing__subcmd__help,help)
                cmd="lean__ctx__subcmd__billing__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__billing__subcmd__help,plans)
                cmd="lean__ctx__subcmd__billing__subcmd__help__subcmd__plans"
                ;;
            lean__ctx__subcmd__billing__subcmd__help,usage)
                cmd="lean__ctx__subcmd__billing__subcmd__help__subcmd__usage"
                ;;
            lean__ctx__subcmd__buddy,help)
                cmd="lean__ctx__subcmd__buddy__subcmd__help"
                ;;
            lean__ctx__subcmd__buddy,set)
                cmd="lean__ctx__subcmd__buddy__subcmd__set"
                ;;
            lean__ctx__subcmd__buddy,show)
                cmd="lean__ctx__subcmd__buddy__subcmd__show"
                ;;
            lean__ctx__subcmd__buddy__subcmd__help,help)
                cmd="lean__ctx__subcmd__buddy__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__buddy__subcmd__help,set)
                cmd="lean__ctx__subcmd__buddy__subcmd__help__subcmd__set"
                ;;
            lean__ctx__subcmd__buddy__subcmd__help,show)
                cmd="lean__ctx__subcmd__buddy__subcmd__help__subcmd__show"
                ;;
            lean__ctx__subcmd__cloud,autosync)
                cmd="lean__ctx__subcmd__cloud__subcmd__autosync"
                ;;
            lean__ctx__subcmd__cloud,backup)
                cmd="lean__ctx__subcmd__cloud__subcmd__backup"
                ;;
            lean__ctx__subcmd__cloud,devices)
                cmd="lean__ctx__subcmd__cloud__subcmd__devices"
                ;;
            lean__ctx__subcmd__cloud,help)
                cmd="lean__ctx__subcmd__cloud__subcmd__help"
                ;;
            lean__ctx__subcmd__cloud,invite)
                cmd="lean__ctx__subcmd__cloud__subcmd__invite"
                ;;
            lean__ctx__subcmd__cloud,key)
                cmd="lean__ctx__subcmd__cloud__subcmd__key"
                ;;
            lean__ctx__subcmd__cloud,password)
                cmd="lean__ctx__subcmd__cloud__subcmd__password"
                ;;
            lean__ctx__subcmd__cloud,pull)
                cmd="lean__ctx__subcmd__cloud__subcmd__pull"
                ;;
            lean__ctx__subcmd__cloud,pull-models)
                cmd="lean__ctx__subcmd__cloud__subcmd__pull__subcmd__models"
                ;;
            lean__ctx__subcmd__cloud,restore)
                cmd="lean__ctx__subcmd__cloud__subcmd__restore"
                ;;
            lean__ctx__subcmd__cloud,serve)
                cmd="lean__ctx__subcmd__cloud__subcmd__serve"
                ;;
            lean__ctx__subcmd__cloud,status)
                cmd="lean__ctx__subcmd__cloud__subcmd__status"
                ;;
            lean__ctx__subcmd__cloud,user)
                cmd="lean__ctx__subcmd__cloud__subcmd__user"
                ;;
            lean__ctx__subcmd__cloud__subcmd__devices,help)
                cmd="lean__ctx__subcmd__cloud__subcmd__devices__subcmd__help"
                ;;
            lean__ctx__subcmd__cloud__subcmd__devices,list)
                cmd="lean__ctx__subcmd__cloud__subcmd__devices__subcmd__list"
                ;;
            lean__ctx__subcmd__cloud__subcmd__devices,revoke)
                cmd="lean__ctx__subcmd__cloud__subcmd__devices__subcmd__revoke"
                ;;
            lean__ctx__subcmd__cloud__subcmd__devices__subcmd__help,help)
                cmd="lean__ctx__subcmd__cloud__subcmd__devices__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__cloud__subcmd__devices__subcmd__help,list)
                cmd="lean__ctx__subcmd__cloud__subcmd__devices__subcmd__help__subcmd__list"
                ;;
            lean__ctx__subcmd__cloud__subcmd__devices__subcmd__help,revoke)
                cmd="lean__ctx__subcmd__cloud__subcmd__devices__subcmd__help__subcmd__revoke"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help,autosync)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__autosync"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help,backup)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__backup"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help,devices)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__devices"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help,help)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help,invite)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__invite"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help,key)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__key"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help,password)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__password"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help,pull)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__pull"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help,pull-models)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__pull__subcmd__models"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help,restore)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__restore"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help,serve)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__serve"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help,status)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__status"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help,user)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__user"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help__subcmd__devices,list)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__devices__subcmd__list"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help__subcmd__devices,revoke)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__devices__subcmd__revoke"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help__subcmd__invite,create)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__invite__subcmd__create"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help__subcmd__invite,list)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__invite__subcmd__list"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help__subcmd__invite,revoke)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__invite__subcmd__revoke"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help__subcmd__key,restore)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__key__subcmd__restore"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help__subcmd__key,show)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__key__subcmd__show"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help__subcmd__user,confirm)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__user__subcmd__confirm"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help__subcmd__user,delete)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__user__subcmd__delete"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help__subcmd__user,disable)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__user__subcmd__disable"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help__subcmd__user,enable)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__user__subcmd__enable"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help__subcmd__user,export)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__user__subcmd__export"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help__subcmd__user,list)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__user__subcmd__list"
                ;;
            lean__ctx__subcmd__cloud__subcmd__help__subcmd__user,reset)
                cmd="lean__ctx__subcmd__cloud__subcmd__help__subcmd__user__subcmd__reset"
                ;;
            lean__ctx__subcmd__cloud__subcmd__invite,create)
                cmd="lean__ctx__subcmd__cloud__subcmd__invite__subcmd__create"
                ;;
            lean__ctx__subcmd__cloud__subcmd__invite,help)
                cmd="lean__ctx__subcmd__cloud__subcmd__invite__subcmd__help"
                ;;
            lean__ctx__subcmd__cloud__subcmd__invite,list)
                cmd="lean__ctx__subcmd__cloud__subcmd__invite__subcmd__list"
                ;;
            lean__ctx__subcmd__cloud__subcmd__invite,revoke)
                cmd="lean__ctx__subcmd__cloud__subcmd__invite__subcmd__revoke"
                ;;
            lean__ctx__subcmd__cloud__subcmd__invite__subcmd__help,create)
                cmd="lean__ctx__subcmd__cloud__subcmd__invite__subcmd__help__subcmd__create"
                ;;
            lean__ctx__subcmd__cloud__subcmd__invite__subcmd__help,help)
                cmd="lean__ctx__subcmd__cloud__subcmd__invite__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__cloud__subcmd__invite__subcmd__help,list)
                cmd="lean__ctx__subcmd__cloud__subcmd__invite__subcmd__help__subcmd__list"
                ;;
            lean__ctx__subcmd__cloud__subcmd__invite__subcmd__help,revoke)
                cmd="lean__ctx__subcmd__cloud__subcmd__invite__subcmd__help__subcmd__revoke"
                ;;
            lean__ctx__subcmd__cloud__subcmd__key,help)
                cmd="lean__ctx__subcmd__cloud__subcmd__key__subcmd__help"
                ;;
            lean__ctx__subcmd__cloud__subcmd__key,restore)
                cmd="lean__ctx__subcmd__cloud__subcmd__key__subcmd__restore"
                ;;
            lean__ctx__subcmd__cloud__subcmd__key,show)
                cmd="lean__ctx__subcmd__cloud__subcmd__key__subcmd__show"
                ;;
            lean__ctx__subcmd__cloud__subcmd__key__subcmd__help,help)
                cmd="lean__ctx__subcmd__cloud__subcmd__key__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__cloud__subcmd__key__subcmd__help,restore)
                cmd="lean__ctx__subcmd__cloud__subcmd__key__subcmd__help__subcmd__restore"
                ;;
            lean__ctx__subcmd__cloud__subcmd__key__subcmd__help,show)
                cmd="lean__ctx__subcmd__cloud__subcmd__key__subcmd__help__subcmd__show"
                ;;
            lean__ctx__subcmd__cloud__subcmd__user,confirm)
                cmd="lean__ctx__subcmd__cloud__subcmd__user__subcmd__confirm"
                ;;
            lean__ctx__subcmd__cloud__subcmd__user,delete)
                cmd="lean__ctx__subcmd__cloud__subcmd__user__subcmd__delete"
                ;;
            lean__ctx__subcmd__cloud__subcmd__user,disable)
                cmd="lean__ctx__subcmd__cloud__subcmd__user__subcmd__disable"
                ;;
            lean__ctx__subcmd__cloud__subcmd__user,enable)
                cmd="lean__ctx__subcmd__cloud__subcmd__user__subcmd__enable"
                ;;
            lean__ctx__subcmd__cloud__subcmd__user,export)
                cmd="lean__ctx__subcmd__cloud__subcmd__user__subcmd__export"
                ;;
            lean__ctx__subcmd__cloud__subcmd__user,help)
                cmd="lean__ctx__subcmd__cloud__subcmd__user__subcmd__help"
                ;;
            lean__ctx__subcmd__cloud__subcmd__user,list)
                cmd="lean__ctx__subcmd__cloud__subcmd__user__subcmd__list"
                ;;
            lean__ctx__subcmd__cloud__subcmd__user,reset)
                cmd="lean__ctx__subcmd__cloud__subcmd__user__subcmd__reset"
                ;;
            lean__ctx__subcmd__cloud__subcmd__user__subcmd__help,confirm)
                cmd="lean__ctx__subcmd__cloud__subcmd__user__subcmd__help__subcmd__confirm"
                ;;
            lean__ctx__subcmd__cloud__subcmd__user__subcmd__help,delete)
                cmd="lean__ctx__subcmd__cloud__subcmd__user__subcmd__help__subcmd__delete"
                ;;
            lean__ctx__subcmd__cloud__subcmd__user__subcmd__help,disable)
                cmd="lean__ctx__subcmd__cloud__subcmd__user__subcmd__help__subcmd__disable"
                ;;
            lean__ctx__subcmd__cloud__subcmd__user__subcmd__help,enable)
                cmd="lean__ctx__subcmd__cloud__subcmd__user__subcmd__help__subcmd__enable"
                ;;
            lean__ctx__subcmd__cloud__subcmd__user__subcmd__help,export)
                cmd="lean__ctx__subcmd__cloud__subcmd__user__subcmd__help__subcmd__export"
                ;;
            lean__ctx__subcmd__cloud__subcmd__user__subcmd__help,help)
                cmd="lean__ctx__subcmd__cloud__subcmd__user__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__cloud__subcmd__user__subcmd__help,list)
                cmd="lean__ctx__subcmd__cloud__subcmd__user__subcmd__help__subcmd__list"
                ;;
            lean__ctx__subcmd__cloud__subcmd__user__subcmd__help,reset)
                cmd="lean__ctx__subcmd__cloud__subcmd__user__subcmd__help__subcmd__reset"
                ;;
            lean__ctx__subcmd__daemon,disable)
                cmd="lean__ctx__subcmd__daemon__subcmd__disable"
                ;;
            lean__ctx__subcmd__daemon,enable)
                cmd="lean__ctx__subcmd__daemon__subcmd__enable"
                ;;
            lean__ctx__subcmd__daemon,help)
                cmd="lean__ctx__subcmd__daemon__subcmd__help"
                ;;
            lean__ctx__subcmd__daemon,logs)
                cmd="lean__ctx__subcmd__daemon__subcmd__logs"
                ;;
            lean__ctx__subcmd__daemon,restart)
                cmd="lean__ctx__subcmd__daemon__subcmd__restart"
                ;;
            lean__ctx__subcmd__daemon,run)
                cmd="lean__ctx__subcmd__daemon__subcmd__run"
                ;;
            lean__ctx__subcmd__daemon,start)
                cmd="lean__ctx__subcmd__daemon__subcmd__start"
                ;;
            lean__ctx__subcmd__daemon,status)
                cmd="lean__ctx__subcmd__daemon__subcmd__status"
                ;;
            lean__ctx__subcmd__daemon,stop)
                cmd="lean__ctx__subcmd__daemon__subcmd__stop"
                ;;
            lean__ctx__subcmd__daemon__subcmd__help,disable)
                cmd="lean__ctx__subcmd__daemon__subcmd__help__subcmd__disable"
                ;;
            lean__ctx__subcmd__daemon__subcmd__help,enable)
                cmd="lean__ctx__subcmd__daemon__subcmd__help__subcmd__enable"
                ;;
            lean__ctx__subcmd__daemon__subcmd__help,help)
                cmd="lean__ctx__subcmd__daemon__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__daemon__subcmd__help,logs)
                cmd="lean__ctx__subcmd__daemon__subcmd__help__subcmd__logs"
                ;;
            lean__ctx__subcmd__daemon__subcmd__help,restart)
                cmd="lean__ctx__subcmd__daemon__subcmd__help__subcmd__restart"
                ;;
            lean__ctx__subcmd__daemon__subcmd__help,run)
                cmd="lean__ctx__subcmd__daemon__subcmd__help__subcmd__run"
                ;;
            lean__ctx__subcmd__daemon__subcmd__help,start)
                cmd="lean__ctx__subcmd__daemon__subcmd__help__subcmd__start"
                ;;
            lean__ctx__subcmd__daemon__subcmd__help,status)
                cmd="lean__ctx__subcmd__daemon__subcmd__help__subcmd__status"
                ;;
            lean__ctx__subcmd__daemon__subcmd__help,stop)
                cmd="lean__ctx__subcmd__daemon__subcmd__help__subcmd__stop"
                ;;
            lean__ctx__subcmd__gotchas,add)
                cmd="lean__ctx__subcmd__gotchas__subcmd__add"
                ;;
            lean__ctx__subcmd__gotchas,help)
                cmd="lean__ctx__subcmd__gotchas__subcmd__help"
                ;;
            lean__ctx__subcmd__gotchas,list)
                cmd="lean__ctx__subcmd__gotchas__subcmd__list"
                ;;
            lean__ctx__subcmd__gotchas,remove)
                cmd="lean__ctx__subcmd__gotchas__subcmd__remove"
                ;;
            lean__ctx__subcmd__gotchas__subcmd__help,add)
                cmd="lean__ctx__subcmd__gotchas__subcmd__help__subcmd__add"
                ;;
            lean__ctx__subcmd__gotchas__subcmd__help,help)
                cmd="lean__ctx__subcmd__gotchas__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__gotchas__subcmd__help,list)
                cmd="lean__ctx__subcmd__gotchas__subcmd__help__subcmd__list"
                ;;
            lean__ctx__subcmd__gotchas__subcmd__help,remove)
                cmd="lean__ctx__subcmd__gotchas__subcmd__help__subcmd__remove"
                ;;
            lean__ctx__subcmd__help,billing)
                cmd="lean__ctx__subcmd__help__subcmd__billing"
                ;;
            lean__ctx__subcmd__help,bootstrap)
                cmd="lean__ctx__subcmd__help__subcmd__bootstrap"
                ;;
            lean__ctx__subcmd__help,buddy)
                cmd="lean__ctx__subcmd__help__subcmd__buddy"
                ;;
            lean__ctx__subcmd__help,call)
                cmd="lean__ctx__subcmd__help__subcmd__call"
                ;;
            lean__ctx__subcmd__help,cloud)
                cmd="lean__ctx__subcmd__help__subcmd__cloud"
                ;;
            lean__ctx__subcmd__help,completions)
                cmd="lean__ctx__subcmd__help__subcmd__completions"
                ;;
            lean__ctx__subcmd__help,contribute)
                cmd="lean__ctx__subcmd__help__subcmd__contribute"
                ;;
            lean__ctx__subcmd__help,daemon)
                cmd="lean__ctx__subcmd__help__subcmd__daemon"
                ;;
            lean__ctx__subcmd__help,doctor)
                cmd="lean__ctx__subcmd__help__subcmd__doctor"
                ;;
            lean__ctx__subcmd__help,forgot-password)
                cmd="lean__ctx__subcmd__help__subcmd__forgot__subcmd__password"
                ;;
            lean__ctx__subcmd__help,gotchas)
                cmd="lean__ctx__subcmd__help__subcmd__gotchas"
                ;;
            lean__ctx__subcmd__help,help)
                cmd="lean__ctx__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__help,login)
                cmd="lean__ctx__subcmd__help__subcmd__login"
                ;;
            lean__ctx__subcmd__help,logout)
                cmd="lean__ctx__subcmd__help__subcmd__logout"
                ;;
            lean__ctx__subcmd__help,man)
                cmd="lean__ctx__subcmd__help__subcmd__man"
                ;;
            lean__ctx__subcmd__help,proof)
                cmd="lean__ctx__subcmd__help__subcmd__proof"
                ;;
            lean__ctx__subcmd__help,read)
                cmd="lean__ctx__subcmd__help__subcmd__read"
                ;;
            lean__ctx__subcmd__help,register)
                cmd="lean__ctx__subcmd__help__subcmd__register"
                ;;
            lean__ctx__subcmd__help,savings)
                cmd="lean__ctx__subcmd__help__subcmd__savings"
                ;;
            lean__ctx__subcmd__help,search)
                cmd="lean__ctx__subcmd__help__subcmd__search"
                ;;
            lean__ctx__subcmd__help,serve)
                cmd="lean__ctx__subcmd__help__subcmd__serve"
                ;;
            lean__ctx__subcmd__help,setup)
                cmd="lean__ctx__subcmd__help__subcmd__setup"
                ;;
            lean__ctx__subcmd__help,sync)
                cmd="lean__ctx__subcmd__help__subcmd__sync"
                ;;
            lean__ctx__subcmd__help,team)
                cmd="lean__ctx__subcmd__help__subcmd__team"
                ;;
            lean__ctx__subcmd__help,tree)
                cmd="lean__ctx__subcmd__help__subcmd__tree"
                ;;
            lean__ctx__subcmd__help,verify)
                cmd="lean__ctx__subcmd__help__subcmd__verify"
                ;;
            lean__ctx__subcmd__help__subcmd__billing,entitlements)
                cmd="lean__ctx__subcmd__help__subcmd__billing__subcmd__entitlements"
                ;;
            lean__ctx__subcmd__help__subcmd__billing,plans)
                cmd="lean__ctx__subcmd__help__subcmd__billing__subcmd__plans"
                ;;
            lean__ctx__subcmd__help__subcmd__billing,usage)
                cmd="lean__ctx__subcmd__help__subcmd__billing__subcmd__usage"
                ;;
            lean__ctx__subcmd__help__subcmd__buddy,set)
                cmd="lean__ctx__subcmd__help__subcmd__buddy__subcmd__set"
                ;;
            lean__ctx__subcmd__help__subcmd__buddy,show)
                cmd="lean__ctx__subcmd__help__subcmd__buddy__subcmd__show"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud,autosync)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__autosync"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud,backup)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__backup"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud,devices)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__devices"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud,invite)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__invite"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud,key)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__key"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud,password)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__password"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud,pull)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__pull"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud,pull-models)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__pull__subcmd__models"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud,restore)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__restore"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud,serve)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__serve"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud,status)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__status"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud,user)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__user"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud__subcmd__devices,list)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__devices__subcmd__list"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud__subcmd__devices,revoke)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__devices__subcmd__revoke"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud__subcmd__invite,create)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__invite__subcmd__create"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud__subcmd__invite,list)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__invite__subcmd__list"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud__subcmd__invite,revoke)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__invite__subcmd__revoke"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud__subcmd__key,restore)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__key__subcmd__restore"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud__subcmd__key,show)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__key__subcmd__show"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud__subcmd__user,confirm)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__user__subcmd__confirm"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud__subcmd__user,delete)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__user__subcmd__delete"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud__subcmd__user,disable)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__user__subcmd__disable"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud__subcmd__user,enable)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__user__subcmd__enable"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud__subcmd__user,export)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__user__subcmd__export"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud__subcmd__user,list)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__user__subcmd__list"
                ;;
            lean__ctx__subcmd__help__subcmd__cloud__subcmd__user,reset)
                cmd="lean__ctx__subcmd__help__subcmd__cloud__subcmd__user__subcmd__reset"
                ;;
            lean__ctx__subcmd__help__subcmd__daemon,disable)
                cmd="lean__ctx__subcmd__help__subcmd__daemon__subcmd__disable"
                ;;
            lean__ctx__subcmd__help__subcmd__daemon,enable)
                cmd="lean__ctx__subcmd__help__subcmd__daemon__subcmd__enable"
                ;;
            lean__ctx__subcmd__help__subcmd__daemon,logs)
                cmd="lean__ctx__subcmd__help__subcmd__daemon__subcmd__logs"
                ;;
            lean__ctx__subcmd__help__subcmd__daemon,restart)
                cmd="lean__ctx__subcmd__help__subcmd__daemon__subcmd__restart"
                ;;
            lean__ctx__subcmd__help__subcmd__daemon,run)
                cmd="lean__ctx__subcmd__help__subcmd__daemon__subcmd__run"
                ;;
            lean__ctx__subcmd__help__subcmd__daemon,start)
                cmd="lean__ctx__subcmd__help__subcmd__daemon__subcmd__start"
                ;;
            lean__ctx__subcmd__help__subcmd__daemon,status)
                cmd="lean__ctx__subcmd__help__subcmd__daemon__subcmd__status"
                ;;
            lean__ctx__subcmd__help__subcmd__daemon,stop)
                cmd="lean__ctx__subcmd__help__subcmd__daemon__subcmd__stop"
                ;;
            lean__ctx__subcmd__help__subcmd__gotchas,add)
                cmd="lean__ctx__subcmd__help__subcmd__gotchas__subcmd__add"
                ;;
            lean__ctx__subcmd__help__subcmd__gotchas,list)
                cmd="lean__ctx__subcmd__help__subcmd__gotchas__subcmd__list"
                ;;
            lean__ctx__subcmd__help__subcmd__gotchas,remove)
                cmd="lean__ctx__subcmd__help__subcmd__gotchas__subcmd__remove"
                ;;
            lean__ctx__subcmd__help__subcmd__savings,export)
                cmd="lean__ctx__subcmd__help__subcmd__savings__subcmd__export"
                ;;
            lean__ctx__subcmd__help__subcmd__savings,keys)
                cmd="lean__ctx__subcmd__help__subcmd__savings__subcmd__keys"
                ;;
            lean__ctx__subcmd__help__subcmd__savings,prove)
                cmd="lean__ctx__subcmd__help__subcmd__savings__subcmd__prove"
                ;;
            lean__ctx__subcmd__help__subcmd__savings,push)
                cmd="lean__ctx__subcmd__help__subcmd__savings__subcmd__push"
                ;;
            lean__ctx__subcmd__help__subcmd__savings,roi)
                cmd="lean__ctx__subcmd__help__subcmd__savings__subcmd__roi"
                ;;
            lean__ctx__subcmd__help__subcmd__savings,sign)
                cmd="lean__ctx__subcmd__help__subcmd__savings__subcmd__sign"
                ;;
            lean__ctx__subcmd__help__subcmd__savings,team)
                cmd="lean__ctx__subcmd__help__subcmd__savings__subcmd__team"
                ;;
            lean__ctx__subcmd__help__subcmd__savings,verify)
                cmd="lean__ctx__subcmd__help__subcmd__savings__subcmd__verify"
                ;;
            lean__ctx__subcmd__help__subcmd__savings,verify-batch)
                cmd="lean__ctx__subcmd__help__subcmd__savings__subcmd__verify__subcmd__batch"
                ;;
            lean__ctx__subcmd__help__subcmd__savings__subcmd__keys,rotate)
                cmd="lean__ctx__subcmd__help__subcmd__savings__subcmd__keys__subcmd__rotate"
                ;;
            lean__ctx__subcmd__help__subcmd__savings__subcmd__keys,show)
                cmd="lean__ctx__subcmd__help__subcmd__savings__subcmd__keys__subcmd__show"
                ;;
            lean__ctx__subcmd__help__subcmd__savings__subcmd__roi,verify)
                cmd="lean__ctx__subcmd__help__subcmd__savings__subcmd__roi__subcmd__verify"
                ;;
            lean__ctx__subcmd__help__subcmd__team,audit)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__audit"
                ;;
            lean__ctx__subcmd__help__subcmd__team,check)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__check"
                ;;
            lean__ctx__subcmd__help__subcmd__team,init)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__init"
                ;;
            lean__ctx__subcmd__help__subcmd__team,keys)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__keys"
                ;;
            lean__ctx__subcmd__help__subcmd__team,quickstart)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__quickstart"
                ;;
            lean__ctx__subcmd__help__subcmd__team,serve)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__serve"
                ;;
            lean__ctx__subcmd__help__subcmd__team,slo-report)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__slo__subcmd__report"
                ;;
            lean__ctx__subcmd__help__subcmd__team,sync)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__sync"
                ;;
            lean__ctx__subcmd__help__subcmd__team,token)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__token"
                ;;
            lean__ctx__subcmd__help__subcmd__team,workspace)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__workspace"
                ;;
            lean__ctx__subcmd__help__subcmd__team__subcmd__audit,verify)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__audit__subcmd__verify"
                ;;
            lean__ctx__subcmd__help__subcmd__team__subcmd__keys,rotate)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__keys__subcmd__rotate"
                ;;
            lean__ctx__subcmd__help__subcmd__team__subcmd__keys,show)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__keys__subcmd__show"
                ;;
            lean__ctx__subcmd__help__subcmd__team__subcmd__token,create)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__token__subcmd__create"
                ;;
            lean__ctx__subcmd__help__subcmd__team__subcmd__token,expiring)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__token__subcmd__expiring"
                ;;
            lean__ctx__subcmd__help__subcmd__team__subcmd__token,inspect)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__token__subcmd__inspect"
                ;;
            lean__ctx__subcmd__help__subcmd__team__subcmd__token,list)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__token__subcmd__list"
                ;;
            lean__ctx__subcmd__help__subcmd__team__subcmd__token,revoke)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__token__subcmd__revoke"
                ;;
            lean__ctx__subcmd__help__subcmd__team__subcmd__token,rotate)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__token__subcmd__rotate"
                ;;
            lean__ctx__subcmd__help__subcmd__team__subcmd__workspace,add)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__workspace__subcmd__add"
                ;;
            lean__ctx__subcmd__help__subcmd__team__subcmd__workspace,list)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__workspace__subcmd__list"
                ;;
            lean__ctx__subcmd__help__subcmd__team__subcmd__workspace,remove)
                cmd="lean__ctx__subcmd__help__subcmd__team__subcmd__workspace__subcmd__remove"
                ;;
            lean__ctx__subcmd__savings,export)
                cmd="lean__ctx__subcmd__savings__subcmd__export"
                ;;
            lean__ctx__subcmd__savings,help)
                cmd="lean__ctx__subcmd__savings__subcmd__help"
                ;;
            lean__ctx__subcmd__savings,keys)
                cmd="lean__ctx__subcmd__savings__subcmd__keys"
                ;;
            lean__ctx__subcmd__savings,prove)
                cmd="lean__ctx__subcmd__savings__subcmd__prove"
                ;;
            lean__ctx__subcmd__savings,push)
                cmd="lean__ctx__subcmd__savings__subcmd__push"
                ;;
            lean__ctx__subcmd__savings,roi)
                cmd="lean__ctx__subcmd__savings__subcmd__roi"
                ;;
            lean__ctx__subcmd__savings,sign)
                cmd="lean__ctx__subcmd__savings__subcmd__sign"
                ;;
            lean__ctx__subcmd__savings,team)
                cmd="lean__ctx__subcmd__savings__subcmd__team"
                ;;
            lean__ctx__subcmd__savings,verify)
                cmd="lean__ctx__subcmd__savings__subcmd__verify"
                ;;
            lean__ctx__subcmd__savings,verify-batch)
                cmd="lean__ctx__subcmd__savings__subcmd__verify__subcmd__batch"
                ;;
            lean__ctx__subcmd__savings__subcmd__help,export)
                cmd="lean__ctx__subcmd__savings__subcmd__help__subcmd__export"
                ;;
            lean__ctx__subcmd__savings__subcmd__help,help)
                cmd="lean__ctx__subcmd__savings__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__savings__subcmd__help,keys)
                cmd="lean__ctx__subcmd__savings__subcmd__help__subcmd__keys"
                ;;
            lean__ctx__subcmd__savings__subcmd__help,prove)
                cmd="lean__ctx__subcmd__savings__subcmd__help__subcmd__prove"
                ;;
            lean__ctx__subcmd__savings__subcmd__help,push)
                cmd="lean__ctx__subcmd__savings__subcmd__help__subcmd__push"
                ;;
            lean__ctx__subcmd__savings__subcmd__help,roi)
                cmd="lean__ctx__subcmd__savings__subcmd__help__subcmd__roi"
                ;;
            lean__ctx__subcmd__savings__subcmd__help,sign)
                cmd="lean__ctx__subcmd__savings__subcmd__help__subcmd__sign"
                ;;
            lean__ctx__subcmd__savings__subcmd__help,team)
                cmd="lean__ctx__subcmd__savings__subcmd__help__subcmd__team"
                ;;
            lean__ctx__subcmd__savings__subcmd__help,verify)
                cmd="lean__ctx__subcmd__savings__subcmd__help__subcmd__verify"
                ;;
            lean__ctx__subcmd__savings__subcmd__help,verify-batch)
                cmd="lean__ctx__subcmd__savings__subcmd__help__subcmd__verify__subcmd__batch"
                ;;
            lean__ctx__subcmd__savings__subcmd__help__subcmd__keys,rotate)
                cmd="lean__ctx__subcmd__savings__subcmd__help__subcmd__keys__subcmd__rotate"
                ;;
            lean__ctx__subcmd__savings__subcmd__help__subcmd__keys,show)
                cmd="lean__ctx__subcmd__savings__subcmd__help__subcmd__keys__subcmd__show"
                ;;
            lean__ctx__subcmd__savings__subcmd__help__subcmd__roi,verify)
                cmd="lean__ctx__subcmd__savings__subcmd__help__subcmd__roi__subcmd__verify"
                ;;
            lean__ctx__subcmd__savings__subcmd__keys,help)
                cmd="lean__ctx__subcmd__savings__subcmd__keys__subcmd__help"
                ;;
            lean__ctx__subcmd__savings__subcmd__keys,rotate)
                cmd="lean__ctx__subcmd__savings__subcmd__keys__subcmd__rotate"
                ;;
            lean__ctx__subcmd__savings__subcmd__keys,show)
                cmd="lean__ctx__subcmd__savings__subcmd__keys__subcmd__show"
                ;;
            lean__ctx__subcmd__savings__subcmd__keys__subcmd__help,help)
                cmd="lean__ctx__subcmd__savings__subcmd__keys__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__savings__subcmd__keys__subcmd__help,rotate)
                cmd="lean__ctx__subcmd__savings__subcmd__keys__subcmd__help__subcmd__rotate"
                ;;
            lean__ctx__subcmd__savings__subcmd__keys__subcmd__help,show)
                cmd="lean__ctx__subcmd__savings__subcmd__keys__subcmd__help__subcmd__show"
                ;;
            lean__ctx__subcmd__savings__subcmd__roi,help)
                cmd="lean__ctx__subcmd__savings__subcmd__roi__subcmd__help"
                ;;
            lean__ctx__subcmd__savings__subcmd__roi,verify)
                cmd="lean__ctx__subcmd__savings__subcmd__roi__subcmd__verify"
                ;;
            lean__ctx__subcmd__savings__subcmd__roi__subcmd__help,help)
                cmd="lean__ctx__subcmd__savings__subcmd__roi__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__savings__subcmd__roi__subcmd__help,verify)
                cmd="lean__ctx__subcmd__savings__subcmd__roi__subcmd__help__subcmd__verify"
                ;;
            lean__ctx__subcmd__team,audit)
                cmd="lean__ctx__subcmd__team__subcmd__audit"
                ;;
            lean__ctx__subcmd__team,check)
                cmd="lean__ctx__subcmd__team__subcmd__check"
                ;;
            lean__ctx__subcmd__team,help)
                cmd="lean__ctx__subcmd__team__subcmd__help"
                ;;
            lean__ctx__subcmd__team,init)
                cmd="lean__ctx__subcmd__team__subcmd__init"
                ;;
            lean__ctx__subcmd__team,keys)
                cmd="lean__ctx__subcmd__team__subcmd__keys"
                ;;
            lean__ctx__subcmd__team,quickstart)
                cmd="lean__ctx__subcmd__team__subcmd__quickstart"
                ;;
            lean__ctx__subcmd__team,serve)
                cmd="lean__ctx__subcmd__team__subcmd__serve"
                ;;
            lean__ctx__subcmd__team,slo-report)
                cmd="lean__ctx__subcmd__team__subcmd__slo__subcmd__report"
                ;;
            lean__ctx__subcmd__team,sync)
                cmd="lean__ctx__subcmd__team__subcmd__sync"
                ;;
            lean__ctx__subcmd__team,token)
                cmd="lean__ctx__subcmd__team__subcmd__token"
                ;;
            lean__ctx__subcmd__team,workspace)
                cmd="lean__ctx__subcmd__team__subcmd__workspace"
                ;;
            lean__ctx__subcmd__team__subcmd__audit,help)
                cmd="lean__ctx__subcmd__team__subcmd__audit__subcmd__help"
                ;;
            lean__ctx__subcmd__team__subcmd__audit,verify)
                cmd="lean__ctx__subcmd__team__subcmd__audit__subcmd__verify"
                ;;
            lean__ctx__subcmd__team__subcmd__audit__subcmd__help,help)
                cmd="lean__ctx__subcmd__team__subcmd__audit__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__team__subcmd__audit__subcmd__help,verify)
                cmd="lean__ctx__subcmd__team__subcmd__audit__subcmd__help__subcmd__verify"
                ;;
            lean__ctx__subcmd__team__subcmd__help,audit)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__audit"
                ;;
            lean__ctx__subcmd__team__subcmd__help,check)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__check"
                ;;
            lean__ctx__subcmd__team__subcmd__help,help)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__team__subcmd__help,init)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__init"
                ;;
            lean__ctx__subcmd__team__subcmd__help,keys)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__keys"
                ;;
            lean__ctx__subcmd__team__subcmd__help,quickstart)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__quickstart"
                ;;
            lean__ctx__subcmd__team__subcmd__help,serve)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__serve"
                ;;
            lean__ctx__subcmd__team__subcmd__help,slo-report)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__slo__subcmd__report"
                ;;
            lean__ctx__subcmd__team__subcmd__help,sync)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__sync"
                ;;
            lean__ctx__subcmd__team__subcmd__help,token)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__token"
                ;;
            lean__ctx__subcmd__team__subcmd__help,workspace)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__workspace"
                ;;
            lean__ctx__subcmd__team__subcmd__help__subcmd__audit,verify)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__audit__subcmd__verify"
                ;;
            lean__ctx__subcmd__team__subcmd__help__subcmd__keys,rotate)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__keys__subcmd__rotate"
                ;;
            lean__ctx__subcmd__team__subcmd__help__subcmd__keys,show)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__keys__subcmd__show"
                ;;
            lean__ctx__subcmd__team__subcmd__help__subcmd__token,create)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__token__subcmd__create"
                ;;
            lean__ctx__subcmd__team__subcmd__help__subcmd__token,expiring)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__token__subcmd__expiring"
                ;;
            lean__ctx__subcmd__team__subcmd__help__subcmd__token,inspect)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__token__subcmd__inspect"
                ;;
            lean__ctx__subcmd__team__subcmd__help__subcmd__token,list)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__token__subcmd__list"
                ;;
            lean__ctx__subcmd__team__subcmd__help__subcmd__token,revoke)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__token__subcmd__revoke"
                ;;
            lean__ctx__subcmd__team__subcmd__help__subcmd__token,rotate)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__token__subcmd__rotate"
                ;;
            lean__ctx__subcmd__team__subcmd__help__subcmd__workspace,add)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__workspace__subcmd__add"
                ;;
            lean__ctx__subcmd__team__subcmd__help__subcmd__workspace,list)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__workspace__subcmd__list"
                ;;
            lean__ctx__subcmd__team__subcmd__help__subcmd__workspace,remove)
                cmd="lean__ctx__subcmd__team__subcmd__help__subcmd__workspace__subcmd__remove"
                ;;
            lean__ctx__subcmd__team__subcmd__keys,help)
                cmd="lean__ctx__subcmd__team__subcmd__keys__subcmd__help"
                ;;
            lean__ctx__subcmd__team__subcmd__keys,rotate)
                cmd="lean__ctx__subcmd__team__subcmd__keys__subcmd__rotate"
                ;;
            lean__ctx__subcmd__team__subcmd__keys,show)
                cmd="lean__ctx__subcmd__team__subcmd__keys__subcmd__show"
                ;;
            lean__ctx__subcmd__team__subcmd__keys__subcmd__help,help)
                cmd="lean__ctx__subcmd__team__subcmd__keys__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__team__subcmd__keys__subcmd__help,rotate)
                cmd="lean__ctx__subcmd__team__subcmd__keys__subcmd__help__subcmd__rotate"
                ;;
            lean__ctx__subcmd__team__subcmd__keys__subcmd__help,show)
                cmd="lean__ctx__subcmd__team__subcmd__keys__subcmd__help__subcmd__show"
                ;;
            lean__ctx__subcmd__team__subcmd__token,create)
                cmd="lean__ctx__subcmd__team__subcmd__token__subcmd__create"
                ;;
            lean__ctx__subcmd__team__subcmd__token,expiring)
                cmd="lean__ctx__subcmd__team__subcmd__token__subcmd__expiring"
                ;;
            lean__ctx__subcmd__team__subcmd__token,help)
                cmd="lean__ctx__subcmd__team__subcmd__token__subcmd__help"
                ;;
            lean__ctx__subcmd__team__subcmd__token,inspect)
                cmd="lean__ctx__subcmd__team__subcmd__token__subcmd__inspect"
                ;;
            lean__ctx__subcmd__team__subcmd__token,list)
                cmd="lean__ctx__subcmd__team__subcmd__token__subcmd__list"
                ;;
            lean__ctx__subcmd__team__subcmd__token,revoke)
                cmd="lean__ctx__subcmd__team__subcmd__token__subcmd__revoke"
                ;;
            lean__ctx__subcmd__team__subcmd__token,rotate)
                cmd="lean__ctx__subcmd__team__subcmd__token__subcmd__rotate"
                ;;
            lean__ctx__subcmd__team__subcmd__token__subcmd__help,create)
                cmd="lean__ctx__subcmd__team__subcmd__token__subcmd__help__subcmd__create"
                ;;
            lean__ctx__subcmd__team__subcmd__token__subcmd__help,expiring)
                cmd="lean__ctx__subcmd__team__subcmd__token__subcmd__help__subcmd__expiring"
                ;;
            lean__ctx__subcmd__team__subcmd__token__subcmd__help,help)
                cmd="lean__ctx__subcmd__team__subcmd__token__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__team__subcmd__token__subcmd__help,inspect)
                cmd="lean__ctx__subcmd__team__subcmd__token__subcmd__help__subcmd__inspect"
                ;;
            lean__ctx__subcmd__team__subcmd__token__subcmd__help,list)
                cmd="lean__ctx__subcmd__team__subcmd__token__subcmd__help__subcmd__list"
                ;;
            lean__ctx__subcmd__team__subcmd__token__subcmd__help,revoke)
                cmd="lean__ctx__subcmd__team__subcmd__token__subcmd__help__subcmd__revoke"
                ;;
            lean__ctx__subcmd__team__subcmd__token__subcmd__help,rotate)
                cmd="lean__ctx__subcmd__team__subcmd__token__subcmd__help__subcmd__rotate"
                ;;
            lean__ctx__subcmd__team__subcmd__workspace,add)
                cmd="lean__ctx__subcmd__team__subcmd__workspace__subcmd__add"
                ;;
            lean__ctx__subcmd__team__subcmd__workspace,help)
                cmd="lean__ctx__subcmd__team__subcmd__workspace__subcmd__help"
                ;;
            lean__ctx__subcmd__team__subcmd__workspace,list)
                cmd="lean__ctx__subcmd__team__subcmd__workspace__subcmd__list"
                ;;
            lean__ctx__subcmd__team__subcmd__workspace,remove)
                cmd="lean__ctx__subcmd__team__subcmd__workspace__subcmd__remove"
                ;;
            lean__ctx__subcmd__team__subcmd__workspace__subcmd__help,add)
                cmd="lean__ctx__subcmd__team__subcmd__workspace__subcmd__help__subcmd__add"
                ;;
            lean__ctx__subcmd__team__subcmd__workspace__subcmd__help,help)
                cmd="lean__ctx__subcmd__team__subcmd__workspace__subcmd__help__subcmd__help"
                ;;
            lean__ctx__subcmd__team__subcmd__workspace__subcmd__help,list)
                cmd="lean__ctx__subcmd__team__subcmd__workspace__subcmd__help__subcmd__list"
                ;;
            lean__ctx__subcmd__team__subcmd__workspace__subcmd__help,remove)
                cmd="lean__ctx__subcmd__team__subcmd__workspace__subcmd__help__subcmd__remove"
                ;;
            *)
                ;;
        esac
    done

    case "${cmd}" in
        lean__ctx)
            opts="-q -h -V --color --quiet --help --version setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 1 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__billing)
            opts="-q -h --color --quiet --help plans usage entitlements help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__billing__subcmd__entitlements)
            opts="-q -h --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__billing__subcmd__help)
            opts="plans usage entitlements help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__billing__subcmd__help__subcmd__entitlements)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__billing__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__billing__subcmd__help__subcmd__plans)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__billing__subcmd__help__subcmd__usage)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__billing__subcmd__plans)
            opts="-q -h --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__billing__subcmd__usage)
            opts="-q -h --period --config --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --period)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__bootstrap)
            opts="-q -h --team --only --skip --dry-run --undo --json --workspace --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --team)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --only)
                    COMPREPLY=($(compgen -W "clients completions man index doctor claude-code claude-desktop cursor vscode codex gemini windsurf zed opencode cline continue jetbrains" -- "${cur}"))
                    return 0
                    ;;
                --skip)
                    COMPREPLY=($(compgen -W "clients completions man index doctor claude-code claude-desktop cursor vscode codex gemini windsurf zed opencode cline continue jetbrains" -- "${cur}"))
                    return 0
                    ;;
                --workspace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__buddy)
            opts="-q -h --color --quiet --help set show help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__buddy__subcmd__help)
            opts="set show help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__buddy__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__buddy__subcmd__help__subcmd__set)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__buddy__subcmd__help__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__buddy__subcmd__set)
            opts="-q -h --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__buddy__subcmd__show)
            opts="-q -h --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__call)
            opts="-q -h --workspace --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --workspace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud)
            opts="-q -h --color --quiet --help status pull devices key password autosync pull-models serve invite user backup restore help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__autosync)
            opts="-q -h --color --quiet --help on off status"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__backup)
            opts="-q -h --config --verify --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__devices)
            opts="-q -h --color --quiet --help list revoke help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__devices__subcmd__help)
            opts="list revoke help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__devices__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__devices__subcmd__help__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__devices__subcmd__help__subcmd__revoke)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__devices__subcmd__list)
            opts="-q -h --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__devices__subcmd__revoke)
            opts="-q -h --yes --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help)
            opts="status pull devices key password autosync pull-models serve invite user backup restore help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__autosync)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__backup)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__devices)
            opts="list revoke"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__devices__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__devices__subcmd__revoke)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__invite)
            opts="create list revoke"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__invite__subcmd__create)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__invite__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__invite__subcmd__revoke)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__key)
            opts="show restore"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__key__subcmd__restore)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__key__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__password)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__pull)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__pull__subcmd__models)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__restore)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__serve)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__status)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__user)
            opts="list confirm disable enable reset export delete"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__user__subcmd__confirm)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__user__subcmd__delete)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__user__subcmd__disable)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__user__subcmd__enable)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__user__subcmd__export)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__user__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__help__subcmd__user__subcmd__reset)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__invite)
            opts="-q -h --color --quiet --help create list revoke help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__invite__subcmd__create)
            opts="-q -h --config --email --uses --expires --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --email)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --uses)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --expires)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__invite__subcmd__help)
            opts="create list revoke help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__invite__subcmd__help__subcmd__create)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__invite__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__invite__subcmd__help__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__invite__subcmd__help__subcmd__revoke)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__invite__subcmd__list)
            opts="-q -h --config --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__invite__subcmd__revoke)
            opts="-q -h --config --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__key)
            opts="-q -h --color --quiet --help show restore help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__key__subcmd__help)
            opts="show restore help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__key__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__key__subcmd__help__subcmd__restore)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__key__subcmd__help__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__key__subcmd__restore)
            opts="-q -h --phrase-file --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --phrase-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__key__subcmd__show)
            opts="-q -h --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__password)
            opts="-q -h --password-file --new-password-file --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --password-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --new-password-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__pull)
            opts="-q -h --json --accept-older --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__pull__subcmd__models)
            opts="-q -h --json --new-key --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__restore)
            opts="-q -h --config --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__serve)
            opts="-q -h --config --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__status)
            opts="-q -h --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user)
            opts="-q -h --color --quiet --help list confirm disable enable reset export delete help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user__subcmd__confirm)
            opts="-q -h --config --id --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user__subcmd__delete)
            opts="-y -q -h --config --yes --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user__subcmd__disable)
            opts="-q -h --config --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user__subcmd__enable)
            opts="-q -h --config --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user__subcmd__export)
            opts="-q -h --config --out --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user__subcmd__help)
            opts="list confirm disable enable reset export delete help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user__subcmd__help__subcmd__confirm)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user__subcmd__help__subcmd__delete)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user__subcmd__help__subcmd__disable)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user__subcmd__help__subcmd__enable)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user__subcmd__help__subcmd__export)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user__subcmd__help__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user__subcmd__help__subcmd__reset)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user__subcmd__list)
            opts="-q -h --config --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__cloud__subcmd__user__subcmd__reset)
            opts="-q -h --config --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__completions)
            opts="-q -h --out --color --quiet --help bash elvish fish powershell zsh"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__contribute)
            opts="-q -h --dry-run --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon)
            opts="-q -h --json --color --quiet --help start stop restart status logs enable disable run help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__disable)
            opts="-q -h --dry-run --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__enable)
            opts="-q -h --memory-mb --unload-after --max-watches --dry-run --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --memory-mb)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --unload-after)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-watches)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__help)
            opts="start stop restart status logs enable disable run help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__help__subcmd__disable)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__help__subcmd__enable)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__help__subcmd__logs)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__help__subcmd__restart)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__help__subcmd__run)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__help__subcmd__start)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__help__subcmd__status)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__help__subcmd__stop)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__logs)
            opts="-n -f -q -h --lines --follow --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --lines)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -n)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__restart)
            opts="-q -h --memory-mb --unload-after --max-watches --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --memory-mb)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --unload-after)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-watches)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__run)
            opts="-q -h --memory-mb --unload-after --max-watches --detached --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --memory-mb)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --unload-after)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-watches)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__start)
            opts="-q -h --memory-mb --unload-after --max-watches --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --memory-mb)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --unload-after)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-watches)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__status)
            opts="-q -h --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__daemon__subcmd__stop)
            opts="-q -h --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__doctor)
            opts="-q -h --team --fix --workspace --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --team)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --workspace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__forgot__subcmd__password)
            opts="-q -h --token-file --phrase-file --discard --yes --password-file --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --token-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --phrase-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --password-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__gotchas)
            opts="-q -h --color --quiet --help add list remove help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__gotchas__subcmd__add)
            opts="-q -h --workspace --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --workspace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__gotchas__subcmd__help)
            opts="add list remove help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__gotchas__subcmd__help__subcmd__add)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__gotchas__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__gotchas__subcmd__help__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__gotchas__subcmd__help__subcmd__remove)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__gotchas__subcmd__list)
            opts="-q -h --json --workspace --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --workspace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__gotchas__subcmd__remove)
            opts="-q -h --workspace --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --workspace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help)
            opts="setup bootstrap doctor team serve daemon search read tree call proof verify savings billing register login logout forgot-password sync cloud contribute gotchas buddy completions man help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__billing)
            opts="plans usage entitlements"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__billing__subcmd__entitlements)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__billing__subcmd__plans)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__billing__subcmd__usage)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__bootstrap)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__buddy)
            opts="set show"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__buddy__subcmd__set)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__buddy__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__call)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud)
            opts="status pull devices key password autosync pull-models serve invite user backup restore"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__autosync)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__backup)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__devices)
            opts="list revoke"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__devices__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__devices__subcmd__revoke)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__invite)
            opts="create list revoke"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__invite__subcmd__create)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__invite__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__invite__subcmd__revoke)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__key)
            opts="show restore"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__key__subcmd__restore)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__key__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__password)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__pull)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__pull__subcmd__models)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__restore)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__serve)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__status)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__user)
            opts="list confirm disable enable reset export delete"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__user__subcmd__confirm)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__user__subcmd__delete)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__user__subcmd__disable)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__user__subcmd__enable)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__user__subcmd__export)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__user__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__cloud__subcmd__user__subcmd__reset)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__completions)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__contribute)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__daemon)
            opts="start stop restart status logs enable disable run"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__daemon__subcmd__disable)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__daemon__subcmd__enable)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__daemon__subcmd__logs)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__daemon__subcmd__restart)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__daemon__subcmd__run)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__daemon__subcmd__start)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__daemon__subcmd__status)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__daemon__subcmd__stop)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__doctor)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__forgot__subcmd__password)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__gotchas)
            opts="add list remove"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__gotchas__subcmd__add)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__gotchas__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__gotchas__subcmd__remove)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__login)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__logout)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__man)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__proof)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__read)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__register)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__savings)
            opts="verify export prove keys roi sign verify-batch push team"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__savings__subcmd__export)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__savings__subcmd__keys)
            opts="show rotate"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__savings__subcmd__keys__subcmd__rotate)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__savings__subcmd__keys__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__savings__subcmd__prove)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__savings__subcmd__push)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__savings__subcmd__roi)
            opts="verify"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__savings__subcmd__roi__subcmd__verify)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__savings__subcmd__sign)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__savings__subcmd__team)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__savings__subcmd__verify)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__savings__subcmd__verify__subcmd__batch)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__search)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__serve)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__setup)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__sync)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team)
            opts="quickstart init check serve sync token workspace audit keys slo-report"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__audit)
            opts="verify"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__audit__subcmd__verify)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__check)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__init)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__keys)
            opts="show rotate"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__keys__subcmd__rotate)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__keys__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__quickstart)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__serve)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__slo__subcmd__report)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__sync)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__token)
            opts="create list rotate revoke expiring inspect"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__token__subcmd__create)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__token__subcmd__expiring)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__token__subcmd__inspect)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__token__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__token__subcmd__revoke)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__token__subcmd__rotate)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__workspace)
            opts="add list remove"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__workspace__subcmd__add)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__workspace__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__team__subcmd__workspace__subcmd__remove)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__tree)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__help__subcmd__verify)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__login)
            opts="-q -h --device --new-key --password-file --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --device)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --password-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__logout)
            opts="-q -h --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__man)
            opts="-q -h --out --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__proof)
            opts="-q -h --arguments --config --workspace --committed --out --json --public-key --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --arguments)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --workspace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__read)
            opts="-l -m -q -h --lines --mode --max-tokens --cursor --workspace --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --lines)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -l)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --mode)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -m)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-tokens)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --cursor)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --workspace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__register)
            opts="-q -h --invite --password-file --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --invite)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --password-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings)
            opts="-q -h --period --prices --config --json --color --quiet --help verify export prove keys roi sign verify-batch push team help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --period)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --prices)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__export)
            opts="-q -h --format --period --prices --config --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --format)
                    COMPREPLY=($(compgen -W "json csv focus" -- "${cur}"))
                    return 0
                    ;;
                --period)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --prices)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__help)
            opts="verify export prove keys roi sign verify-batch push team help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__help__subcmd__export)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__help__subcmd__keys)
            opts="show rotate"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__help__subcmd__keys__subcmd__rotate)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__help__subcmd__keys__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__help__subcmd__prove)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__help__subcmd__push)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__help__subcmd__roi)
            opts="verify"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__help__subcmd__roi__subcmd__verify)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__help__subcmd__sign)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__help__subcmd__team)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__help__subcmd__verify)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__help__subcmd__verify__subcmd__batch)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__keys)
            opts="-q -h --color --quiet --help show rotate help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__keys__subcmd__help)
            opts="show rotate help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__keys__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__keys__subcmd__help__subcmd__rotate)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__keys__subcmd__help__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__keys__subcmd__rotate)
            opts="-q -h --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__keys__subcmd__show)
            opts="-q -h --rotations --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__prove)
            opts="-q -h --number --entry --check --key --config --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --number)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --entry)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --check)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__push)
            opts="-q -h --server --token-file --period --config --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --server)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --period)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__roi)
            opts="-q -h --period --prices --config --out --json --color --quiet --help verify help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --period)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --prices)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__roi__subcmd__help)
            opts="verify help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__roi__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__roi__subcmd__help__subcmd__verify)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__roi__subcmd__verify)
            opts="-q -h --key --ledger --prices --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ledger)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --prices)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__sign)
            opts="-q -h --period --out --config --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --period)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__team)
            opts="-q -h --server --token-file --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --server)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__verify)
            opts="-q -h --head --key --partial --config --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --head)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__savings__subcmd__verify__subcmd__batch)
            opts="-q -h --key --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__search)
            opts="-p -l -F -i -w -C -r -q -h --path --language --fixed --ignore-case --word --context --ranked --limit --cursor --workspace --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --path)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --language)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -l)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -C)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --limit)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --cursor)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --workspace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__serve)
            opts="-q -h --workspace --team --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --workspace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --team)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__setup)
            opts="-y -q -h --team --only --skip --dry-run --undo --json --workspace --yes --non-interactive --fix --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --team)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --only)
                    COMPREPLY=($(compgen -W "clients completions man index doctor claude-code claude-desktop cursor vscode codex gemini windsurf zed opencode cline continue jetbrains" -- "${cur}"))
                    return 0
                    ;;
                --skip)
                    COMPREPLY=($(compgen -W "clients completions man index doctor claude-code claude-desktop cursor vscode codex gemini windsurf zed opencode cline continue jetbrains" -- "${cur}"))
                    return 0
                    ;;
                --workspace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__sync)
            opts="-q -h --json --dry-run --accept-older --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team)
            opts="-q -h --color --quiet --help quickstart init check serve sync token workspace audit keys slo-report help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__audit)
            opts="-q -h --color --quiet --help verify help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__audit__subcmd__help)
            opts="verify help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__audit__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__audit__subcmd__help__subcmd__verify)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__audit__subcmd__verify)
            opts="-q -h --head --key --partial --config --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --head)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__check)
            opts="-q -h --config --data --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help)
            opts="quickstart init check serve sync token workspace audit keys slo-report help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__audit)
            opts="verify"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__audit__subcmd__verify)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__check)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__init)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__keys)
            opts="show rotate"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__keys__subcmd__rotate)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__keys__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__quickstart)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__serve)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__slo__subcmd__report)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__sync)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__token)
            opts="create list rotate revoke expiring inspect"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__token__subcmd__create)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__token__subcmd__expiring)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__token__subcmd__inspect)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__token__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__token__subcmd__revoke)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__token__subcmd__rotate)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__workspace)
            opts="add list remove"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__workspace__subcmd__add)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__workspace__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__help__subcmd__workspace__subcmd__remove)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__init)
            opts="-y -q -h --workspace --host --port --dir --yes --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --workspace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --host)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__keys)
            opts="-q -h --color --quiet --help show rotate help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__keys__subcmd__help)
            opts="show rotate help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__keys__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__keys__subcmd__help__subcmd__rotate)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__keys__subcmd__help__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__keys__subcmd__rotate)
            opts="-q -h --config --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__keys__subcmd__show)
            opts="-q -h --config --rotations --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__quickstart)
            opts="-q -h --port --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__serve)
            opts="-q -h --config --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__slo__subcmd__report)
            opts="-q -h --server --token-file --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --server)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__sync)
            opts="-q -h --config --workspace --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --workspace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__token)
            opts="-q -h --color --quiet --help create list rotate revoke expiring inspect help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__token__subcmd__create)
            opts="-q -h --config --id --role --scopes --workspaces --expires --print-entry --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --scopes)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --workspaces)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --expires)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__token__subcmd__expiring)
            opts="-q -h --config --within --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --within)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__token__subcmd__help)
            opts="create list rotate revoke expiring inspect help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__token__subcmd__help__subcmd__create)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__token__subcmd__help__subcmd__expiring)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__token__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__token__subcmd__help__subcmd__inspect)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__token__subcmd__help__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__token__subcmd__help__subcmd__revoke)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__token__subcmd__help__subcmd__rotate)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__token__subcmd__inspect)
            opts="-q -h --config --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__token__subcmd__list)
            opts="-q -h --config --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__token__subcmd__revoke)
            opts="-y -q -h --config --yes --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__token__subcmd__rotate)
            opts="-q -h --config --overlap --expires --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --overlap)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --expires)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__workspace)
            opts="-q -h --color --quiet --help add list remove help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__workspace__subcmd__add)
            opts="-q -h --config --id --label --ref --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --label)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ref)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__workspace__subcmd__help)
            opts="add list remove help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__workspace__subcmd__help__subcmd__add)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__workspace__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__workspace__subcmd__help__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__workspace__subcmd__help__subcmd__remove)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 5 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__workspace__subcmd__list)
            opts="-q -h --config --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__team__subcmd__workspace__subcmd__remove)
            opts="-y -q -h --config --new-default --yes --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --new-default)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__tree)
            opts="-d -q -h --depth --cursor --workspace --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --depth)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -d)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --cursor)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --workspace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        lean__ctx__subcmd__verify)
            opts="-q -h --key --repo --answer --arguments --json --color --quiet --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --repo)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --answer)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --arguments)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
    esac
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _lean__ctx -o nosort -o bashdefault -o default lean-ctx
else
    complete -F _lean__ctx -o bashdefault -o default lean-ctx
fi
